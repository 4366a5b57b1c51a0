"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    """Requests, retention, and the registers of disclosures, assessments and incidents."""

    name = "wangge.registers.rights"
    label = "rights"
    verbose_name = _("个人权利")
