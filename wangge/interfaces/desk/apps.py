"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Desk(AppConfig):
    """The command centre and the back office."""

    name = "wangge.interfaces.desk"
    label = "desk"
    verbose_name = _("工作台")
