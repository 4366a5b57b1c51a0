"""Addresses of departments."""

from django.urls import path

from wangge.interfaces.desk.departments import views

urlpatterns = [
    path("", views.index, name="departments"),
    path("new", views.new, name="new_department"),
    path("<int:pk>", views.show, name="department"),
    path("<int:pk>/retire", views.retire, name="retire_department"),
]
