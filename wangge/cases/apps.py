"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Cases(AppConfig):
    """Matters and the seven stages of their life."""

    name = "wangge.cases"
    label = "cases"
    verbose_name = _("案件")
