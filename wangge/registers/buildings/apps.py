"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BuildingsConfig(AppConfig):
    """Buildings and dwellings."""

    name = "wangge.registers.buildings"
    label = "buildings"
    verbose_name = _("楼房")
