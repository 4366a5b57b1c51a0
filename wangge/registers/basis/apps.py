"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BasisConfig(AppConfig):
    """What may be collected, and why."""

    name = "wangge.registers.basis"
    label = "basis"
    verbose_name = _("采集依据")
