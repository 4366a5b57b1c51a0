"""Addresses of the population's figures."""

from django.urls import path

from wangge.interfaces.desk.population import views

urlpatterns = [
    path("", views.show, name="population"),
    path("sheet/", views.take_along, name="population_sheet"),
]
