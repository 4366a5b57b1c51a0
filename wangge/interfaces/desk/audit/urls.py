"""Addresses of the audit."""

from django.urls import path

from wangge.interfaces.desk.audit import views

urlpatterns = [
    path("signins", views.sign_ins, name="signins"),
    path("looks", views.looks, name="looks"),
    path("looks/patterns", views.unusual, name="patterns"),
    path("looks/export", views.export_looks, name="export_looks"),
    path("records", views.records, name="records"),
]
