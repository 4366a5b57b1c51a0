"""Addresses of photos and files."""

from django.urls import path

from wangge.interfaces.shared.files import views

app_name = "files"

urlpatterns = [
    path("<uuid:attachment_id>/", views.whole, name="whole"),
    path("<uuid:attachment_id>/thumb/", views.thumbnail, name="thumbnail"),
]
