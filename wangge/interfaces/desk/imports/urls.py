"""Addresses of imports into the archives."""

from django.urls import path

from wangge.interfaces.desk.imports import views

urlpatterns = [
    path("", views.index, name="imports"),
    path("<int:pk>", views.show, name="import"),
    path("<int:pk>/check", views.check, name="check_import"),
    path("<int:pk>/write", views.write, name="write_import"),
    path("<int:pk>/undo", views.undo, name="undo_import"),
    path("<int:pk>/put-aside", views.put_aside, name="put_aside_import"),
    path("<int:pk>/refused.xlsx", views.refused, name="refused_rows"),
]
