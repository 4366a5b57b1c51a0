"""Addresses of the field: what a grid worker does on a phone."""

from django.urls import path

from wangge.interfaces.field import report, views

app_name = "field"

urlpatterns = [
    path("", views.today, name="today"),
    path("report/", report.write, name="report"),
    path("mine/", views.mine, name="mine"),
    path("me/", views.me, name="me"),
    path("cases/<uuid:pk>/", views.case, name="case"),
]
