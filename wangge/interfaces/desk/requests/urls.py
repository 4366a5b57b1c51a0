"""Addresses of requests and consents."""

from django.urls import path

from wangge.interfaces.desk.requests import consents, views

urlpatterns = [
    path("", views.index, name="requests"),
    path("new", views.new, name="new_request"),
    path("<uuid:pk>", views.show, name="request"),
    path("<uuid:pk>/hand-over", views.give_answer, name="hand_over"),
    path("consents/<int:person_id>", consents.show, name="consents"),
    path("consents/<int:person_id>/<int:pk>/withdraw", consents.take_back, name="withdraw_consent"),
]
