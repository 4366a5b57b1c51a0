"""Addresses of the maps, open to everybody: areas are public."""

from django.urls import path

from wangge.interfaces.shared.maps import views

app_name = "maps"

urlpatterns = [
    path("settings.json", views.settings_of_map, name="settings"),
    path("areas/<str:name>.pmtiles", views.basemap, name="basemap"),
    path("areas/<int:area_id>.geojson", views.outline, name="outline"),
    path("place.json", views.place, name="place"),
]
