"""Addresses of the calendar."""

from django.urls import path

from wangge.interfaces.desk.calendar import views

urlpatterns = [
    path("", views.show, name="calendar"),
    path("day", views.change_day, name="change_day"),
    path("fill", views.fill, name="fill_calendar"),
    path("confirm", views.confirm, name="confirm_year"),
]
