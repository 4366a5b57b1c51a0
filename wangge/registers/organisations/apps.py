"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    """Firms, shops, schools and other organisations."""

    name = "wangge.registers.organisations"
    label = "organisations"
    verbose_name = _("单位")
