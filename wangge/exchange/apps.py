"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Exchange(AppConfig):
    """Speaks with departments."""

    name = "wangge.exchange"
    label = "exchange"
    verbose_name = _("交换")
