"""`wangge demo`: an invented town with three months of past, so that every screen shows something true to life."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.progress import Progress

from wangge.accounts.models import User
from wangge.areas import basemap
from wangge.interfaces.towns.demo import Town, make_town, show_to_the_demo_accounts
from wangge.interfaces.towns.demo_archive import PEOPLE, NoDemo, people_the_town
from wangge.interfaces.towns.demo_days import live_on
from wangge.interfaces.towns.demo_exchange import make_exchange
from wangge.interfaces.towns.demo_noted import note
from wangge.interfaces.towns.demo_people import give_passwords, write_accounts
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope

CASES = 200
SEED = 20260101


class Command(BaseCommand):
    """One transaction: an interrupted town leaves nothing behind. A greater archive follows in batches."""

    help = _("建一座示例城区：区域、人员、目录和三个月的案件。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many cases, and which town."""
        parser.add_argument("--cases", type=int, default=CASES, help=_("案件数"))
        parser.add_argument("--people", type=int, help=_("人口数；示例城区已建好时，把档案补到这么多人"))
        parser.add_argument("--seed", type=int, default=SEED, help=_("同一个种子得到同一座城区"))
        parser.add_argument("--live-on", action="store_true", help=_("让已有的示例城区过完上次之后的日子"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything, or nothing."""
        if options["live_on"]:
            live_on(clock.now())
            return
        wanted = options["people"]
        if wanted is None or not self._is_made():
            self._make(options, PEOPLE if wanted is None else min(wanted, PEOPLE))
        if wanted is not None:
            self._people_more(wanted)

    def _make(self, options: dict[str, Any], people: int) -> None:
        with Progress(transient=True) as progress, open_scope(machine("replay"), acts=True):
            if User.objects.exists():
                raise CommandError(_("这个数据库里已经有用户。示例城区只建在空的数据库里。"))
            bar = progress.add_task(_("建示例城区"), total=options["cases"])
            now = clock.now().replace(second=0, microsecond=0)
            town = make_town(options["seed"], options["cases"], now=now, tell=lambda: progress.advance(bar))
            make_exchange(town.people, now)
            write_accounts(settings.DEMO_ACCOUNTS, give_passwords(town.people))
            people_the_town(people, today=clock.day_of(now), tell=lambda count: None)
            note(town.people, town.land.grids[0], now)
        self._finish(town)

    def _is_made(self) -> bool:
        with open_scope(machine("replay")):
            return User.objects.exists()

    def _people_more(self, people: int) -> None:
        """Batch by batch, each whole; an interrupted one is gone on with the next time."""
        began = time.monotonic()
        with Progress(transient=True) as progress:
            bar = progress.add_task(_("建示例档案"), total=people)
            try:
                lived, standing = people_the_town(
                    people, today=clock.today(), tell=lambda count: progress.update(bar, completed=count)
                )
            except NoDemo:
                raise CommandError(_("这个数据库里的不是示例城区，档案不会动。")) from None
        seconds = time.monotonic() - began
        told = {"people": standing.people, "buildings": standing.buildings,
                "rate": round((standing.people - lived.people) / seconds) if seconds else 0}  # fmt: skip
        self.stdout.write(_("示例档案：%(people)d 人，%(buildings)d 栋楼，每秒 %(rate)d 人。") % told)

    def _finish(self, town: Town) -> None:
        with open_scope(machine("worker")):
            show_to_the_demo_accounts()
            basemap.build()
        self.stdout.write(_("示例城区已建好：%(grids)d 个网格，%(cases)d 件案件。")
                          % {"grids": len(town.land.grids), "cases": len(town.plans)})  # fmt: skip
