"""`wangge rotate-keys`: seal every value with the newest of the field keys."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from wangge.kernel.resealing import left, reseal_all


class Command(BaseCommand):
    """May be stopped at any moment and run again. The old key may go once nothing is left."""

    help = _("用最新的密钥重新加密所有加密字段；可随时中断，再次运行即继续。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Column by column, a batch at a time."""
        columns = import_string(settings.SEALED_COLUMNS)
        connection.ensure_connection()
        db = connection.connection
        done: Counter[str] = Counter()
        for name, count in reseal_all(db, columns):
            done[name] += count
            self.stdout.write(f"{name}: {done[name]}")
        told = {"version": max(settings.FIELD_KEYS), "count": done.total(), "left": left(db, columns)}
        self.stdout.write(_("第 %(version)d 版密钥：重新加密 %(count)d 个值，剩余 %(left)d 个。") % told)
