"""Addresses of the queue."""

from django.urls import path

from wangge.interfaces.desk.queue import bulk, views

urlpatterns = [
    path("", views.show, name="queue"),
    path("queue/rows/", views.rows, name="queue_rows"),
    path("queue/accept/", bulk.accept_many, name="accept_many"),
    path("queue/dispatch/", bulk.dispatch_many, name="dispatch_many"),
]
