"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountingConfig(AppConfig):
    """Living statistics of the archives."""

    name = "wangge.registers.counting"
    label = "counting"
    verbose_name = _("人口统计")
