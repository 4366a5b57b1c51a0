"""`wangge verify-trail`: whether looks and changes still hold together with their seals."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from wangge.kernel import sealing
from wangge.kernel.models import TrailSeal
from wangge.kernel.scope import machine, open_scope


class Command(BaseCommand):
    """Print what does not hold; exit non-zero when anything does not."""

    help = _("核对查阅留痕和变动记录的封存：有改动、缺失或添加就逐条指出。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything once."""
        with open_scope(machine("timer")):
            faults = list(sealing.verify())
            told = {"seals": TrailSeal.objects.count(), "forgotten": sealing.forgotten(), "faults": len(faults)}
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(_("封存 %(seals)d 个，发现 %(faults)d 处不符。") % told)
        self.stdout.write(_("封存 %(seals)d 个，全部相符；依法清除内容的变动记录 %(forgotten)d 条。") % told)
