"""`wangge replay FILE`: a real district's matters through the seven stages, and whether the counting is right."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.progress import Progress

from wangge.cases import sealing
from wangge.interfaces.towns.pingshan import make_town, read_matters
from wangge.interfaces.towns.replay import differences, overall, remaining, replay_all
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope


class Command(BaseCommand):
    """Makes the district, drives its matters, compares."""

    help = _("把一个真实城区的案件按原日期走完七个阶段，并核对按期率。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the folder of division codes, and how many of its matters."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--areas", type=Path, help=_("区划表所在文件夹，默认在文件旁的 ../areas"))
        parser.add_argument("--limit", type=int, help=_("只办前若干件"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything that is not done yet; then the comparison."""
        path: Path = options["file"]
        try:
            every = read_matters(path)
            with open_scope(machine("replay")):
                town = make_town(every, options["areas"] or path.parent.parent / "areas")
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("文件没有时限和办结时刻：由回放按记录的结果补出，因此证明的是流程和统计，不是真实用时。"))
        matters = every[: options["limit"]]
        left = remaining(matters)
        portions = replay_all(left, town)
        with Progress() as progress:
            bar = progress.add_task(_("回放案件"), total=len(matters), completed=len(matters) - len(left))
            for done in portions:
                progress.advance(bar, done)
        self._seal()
        wrong = list(differences(matters, town))
        for one in wrong:
            self.stdout.write(f"{one.by} {one.group}: {one.product} ≠ {one.file}")
        self.stdout.write(f"on time {overall(town)}")
        if wrong:
            raise CommandError(_("有 %(count)d 组与文件不符。") % {"count": len(wrong)})

    def _seal(self) -> None:
        sealed = True
        while sealed:
            with open_scope(machine("timer")):
                sealed = sealing.seal(clock.now()) is not None
        with open_scope(machine("timer")):
            sealing.write_heads()
