"""Addresses of the registers."""

from django.urls import path

from wangge.interfaces.desk.ledgers import retention, views

urlpatterns = [
    path("", views.index, name="ledgers"),
    path("retention/", retention.index, name="retention"),
    path("retention/<int:pk>", retention.show, name="retention_run"),
    path("<slug:name>/", views.lines, name="ledger"),
    path("<slug:name>/new", views.new, name="new_line"),
    path("incidents/<int:pk>", views.incident, name="incident"),
]
