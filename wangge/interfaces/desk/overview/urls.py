"""Addresses of the overview."""

from django.urls import path

from wangge.interfaces.desk.overview import views

urlpatterns = [
    path("", views.show, name="overview"),
    path("part/", views.part, name="overview_part"),
]
