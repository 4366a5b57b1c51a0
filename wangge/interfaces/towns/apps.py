"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Towns(AppConfig):
    """Makes towns."""

    name = "wangge.interfaces.towns"
    label = "towns"
    verbose_name = _("样例城区")
