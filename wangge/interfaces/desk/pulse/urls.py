"""Address of the pulse."""

from django.urls import path

from wangge.interfaces.shared import pulse

urlpatterns = [path("", pulse.beat, name="pulse")]
