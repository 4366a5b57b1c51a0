"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Portal(AppConfig):
    """Residents, without sign-in."""

    name = "wangge.interfaces.portal"
    label = "portal"
    verbose_name = _("居民")
