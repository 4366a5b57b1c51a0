"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Api(AppConfig):
    """Machines: versioned JSON."""

    name = "wangge.interfaces.api"
    label = "api"
    verbose_name = _("接口")
