"""The room's name for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Accounts(AppConfig):
    """Who may sign in, and what each may do."""

    name = "wangge.accounts"
    label = "accounts"
    verbose_name = _("账号")
