"""Addresses of the map of open cases."""

from django.urls import path

from wangge.interfaces.desk.map import views

urlpatterns = [
    path("", views.show, name="map"),
    path("points.geojson", views.points, name="map_points"),
]
