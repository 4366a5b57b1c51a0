"""Address of the supervision list."""

from django.urls import path

from wangge.interfaces.desk.supervision import views

urlpatterns = [path("", views.show, name="supervision")]
