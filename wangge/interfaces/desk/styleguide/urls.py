"""Address of the style guide."""

from django.urls import path

from wangge.interfaces.desk.styleguide import views

urlpatterns = [path("", views.show, name="styleguide")]
