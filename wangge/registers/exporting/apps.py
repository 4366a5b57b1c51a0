"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportingConfig(AppConfig):
    """Exports of the archives."""

    name = "wangge.registers.exporting"
    label = "exporting"
    verbose_name = _("档案导出")
