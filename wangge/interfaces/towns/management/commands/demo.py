"""`wangge demo`: an invented town with three months of past, so that every screen shows something true to life."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.progress import Progress

from wangge.accounts.models import User
from wangge.areas import basemap
from wangge.interfaces.towns.demo import Town, make_town, show_to_the_demo_accounts
from wangge.interfaces.towns.demo_days import live_on
from wangge.interfaces.towns.demo_exchange import make_exchange
from wangge.interfaces.towns.demo_people import give_passwords, write_accounts
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope

CASES = 400
SEED = 20260101


class Command(BaseCommand):
    """One transaction: an interrupted town leaves nothing behind."""

    help = _("建一座示例城区：区域、人员、目录和三个月的案件。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many cases, and which town."""
        parser.add_argument("--cases", type=int, default=CASES, help=_("案件数"))
        parser.add_argument("--seed", type=int, default=SEED, help=_("同一个种子得到同一座城区"))

        parser.add_argument("--live-on", action="store_true", help=_("让已有的示例城区过完上次之后的日子"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything, or nothing."""
        if options["live_on"]:
            live_on(clock.now())
            return
        with Progress(transient=True) as progress, open_scope(machine("replay"), acts=True):
            if User.objects.exists():
                raise CommandError(_("这个数据库里已经有用户。示例城区只建在空的数据库里。"))
            bar = progress.add_task(_("建示例城区"), total=options["cases"])
            now = clock.now().replace(second=0, microsecond=0)
            town = make_town(options["seed"], options["cases"], now=now, tell=lambda: progress.advance(bar))
            make_exchange(town.people, now)
            write_accounts(settings.DEMO_ACCOUNTS, give_passwords(town.people))
        self._finish(town)

    def _finish(self, town: Town) -> None:
        with open_scope(machine("worker")):
            show_to_the_demo_accounts()
            basemap.build()
        self.stdout.write(_("示例城区已建好：%(grids)d 个网格，%(cases)d 件案件。")
                          % {"grids": len(town.land.grids), "cases": len(town.plans)})  # fmt: skip
