"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportingConfig(AppConfig):
    """Imports into the archives."""

    name = "wangge.registers.importing"
    label = "importing"
    verbose_name = _("档案导入")
