"""Addresses of the page of a grid."""

from django.urls import path

from wangge.interfaces.desk.grids import views

urlpatterns = [
    path("", views.own, name="own_grid"),
    path("<int:pk>", views.show, name="grid"),
]
