"""Addresses of the new case."""

from django.urls import path

from wangge.interfaces.desk.new_case import views

urlpatterns = [
    path("", views.write, name="new_case"),
    path("near/", views.near, name="near"),
    path("known/", views.known, name="known"),
]
