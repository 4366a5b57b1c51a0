"""Addresses of a department's reminders."""

from django.urls import path

from wangge.interfaces.desk.reminders import views

urlpatterns = [
    path("", views.index, name="reminders"),
    path("find", views.find, name="find_reminded"),
    path("new", views.new, name="new_reminder"),
    path("<int:pk>/readers", views.readers, name="reminder_readers"),
    path("<int:pk>/end", views.end, name="end_reminder"),
]
