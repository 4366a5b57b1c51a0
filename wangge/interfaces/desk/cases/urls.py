"""Addresses of the list of cases."""

from django.urls import path

from wangge.interfaces.desk.cases import views

urlpatterns = [
    path("", views.show, name="cases"),
    path("more/", views.more, name="more_filters"),
    path("export/", views.export, name="export_cases"),
    path("views/", views.save_view, name="save_view"),
    path("views/<int:pk>/delete/", views.delete_view, name="delete_view"),
]
