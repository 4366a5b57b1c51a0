"""The areas room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    """Areas."""

    name = "wangge.areas"
    label = "areas"
    verbose_name = _("区域")
