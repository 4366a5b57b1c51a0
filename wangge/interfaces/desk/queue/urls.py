"""Addresses of the queue."""

from django.urls import path

from wangge.interfaces.desk.queue import views

urlpatterns = [
    path("", views.show, name="queue"),
    path("queue/rows/", views.rows, name="queue_rows"),
    path("queue/accept/", views.accept_many, name="accept_many"),
]
