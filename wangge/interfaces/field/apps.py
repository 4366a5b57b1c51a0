"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Field(AppConfig):
    """The grid worker's phone."""

    name = "wangge.interfaces.field"
    label = "field"
    verbose_name = _("网格员")
