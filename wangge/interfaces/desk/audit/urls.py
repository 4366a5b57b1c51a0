"""Addresses of the audit."""

from django.urls import path

from wangge.interfaces.desk.audit import views

urlpatterns = [
    path("signins", views.sign_ins, name="signins"),
    path("looks", views.looks, name="looks"),
    path("records", views.records, name="records"),
]
