"""Addresses of the notices."""

from django.urls import path

from wangge.interfaces.desk.notices import views

urlpatterns = [
    path("", views.show, name="notices"),
    path("read", views.read_all, name="read_notices"),
    path("<int:pk>/open", views.open_one, name="open_notice"),
]
