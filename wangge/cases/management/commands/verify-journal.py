"""`wangge verify-journal`: whether the journal, the cases and the seals still hold together."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from wangge.cases.models import Entry
from wangge.cases.sealing import verify
from wangge.kernel.scope import machine, open_scope

SHOWN = 200


class Command(BaseCommand):
    """Print what does not hold; exit non-zero when anything does not."""

    help = _("核对流水、案件与封存：有改动、缺失或添加就逐条指出。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything once."""
        count = 0
        with open_scope(machine("timer")):
            total = Entry.objects.count()
            for fault in verify():
                count += 1
                if count <= SHOWN:
                    self.stdout.write(str(fault))
        if count:
            raise CommandError(_("流水 %(total)d 条，发现 %(count)d 处不符。") % {"total": total, "count": count})
        self.stdout.write(_("流水 %(total)d 条，全部相符。") % {"total": total})
