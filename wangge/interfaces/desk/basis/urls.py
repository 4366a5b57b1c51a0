"""Addresses of collection items and notices."""

from django.urls import path

from wangge.interfaces.desk.basis import views

urlpatterns = [
    path("", views.index, name="basis"),
    path("new", views.new, name="new_item"),
    path("<int:pk>", views.show, name="item"),
    path("notices/", views.notices, name="collection_notices"),
]
