"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """People, households and where they live."""

    name = "wangge.registers.people"
    label = "people"
    verbose_name = _("人口")
