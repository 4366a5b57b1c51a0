"""Addresses of the dispatch console."""

from django.urls import path

from wangge.interfaces.desk.dispatch import views

urlpatterns = [path("", views.console, name="dispatch")]
