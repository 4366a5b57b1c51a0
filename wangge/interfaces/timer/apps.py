"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Timer(AppConfig):
    """Time is a visitor too: asks whose moment has passed."""

    name = "wangge.interfaces.timer"
    label = "timer"
    verbose_name = _("定时")
