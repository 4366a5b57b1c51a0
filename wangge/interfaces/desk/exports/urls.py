"""Addresses of exports."""

from django.urls import path

from wangge.interfaces.desk.exports import views
from wangge.registers.exporting.models import Archive

urlpatterns = [
    path("", views.index, name="exports"),
    path("residents", views.ask, {"archive": Archive.PEOPLE}, name="export_residents"),
    path("dwellings", views.ask, {"archive": Archive.DWELLINGS}, name="export_dwellings"),
    path("organisations", views.ask, {"archive": Archive.ORGANISATIONS}, name="export_organisations"),
    path("<int:pk>/file", views.download, name="download_export"),
    path("<int:pk>/remove", views.remove, name="remove_export"),
]
