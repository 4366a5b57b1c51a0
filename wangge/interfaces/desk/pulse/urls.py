"""Address of the pulse."""

from django.urls import path

from wangge.interfaces.desk.pulse import views

urlpatterns = [path("", views.beat, name="pulse")]
