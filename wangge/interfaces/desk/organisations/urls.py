"""Addresses of organisations."""

from django.urls import path

from wangge.interfaces.desk.organisations import changing, listing, minding, showing

urlpatterns = [
    path("", listing.index, name="organisations"),
    path("new", changing.new, name="new_organisation"),
    path("<int:pk>", showing.show, name="organisation"),
    path("<int:pk>/change", changing.change, name="change_organisation"),
    path("<int:pk>/close", changing.close, name="close_organisation"),
    path("<int:pk>/reopen", changing.reopen, name="reopen_organisation"),
    path("<int:pk>/inspected", minding.inspected, name="inspect_organisation"),
    path("<int:pk>/contacts", minding.contact, name="name_contact"),
    path("<int:pk>/hazards", minding.hazard, name="find_hazard"),
    path("contacts/<int:pk>/drop", minding.drop, name="drop_contact"),
    path("contacts/<int:pk>/reveal", minding.reveal, name="reveal_contact"),
    path("hazards/<int:pk>/end", minding.end, name="end_hazard"),
]
