"""Address of the department's page."""

from django.urls import path

from wangge.interfaces.desk.department import views

urlpatterns = [path("", views.show, name="department")]
