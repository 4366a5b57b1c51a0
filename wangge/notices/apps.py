"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Notices(AppConfig):
    """Tells people."""

    name = "wangge.notices"
    label = "notices"
    verbose_name = _("通知")
