"""`wangge calendar fill | show`: the working calendar from the announced holidays."""

from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.calendar_days import fill_calendar
from wangge.kernel.ids import new_id
from wangge.kernel.models import CalendarDay
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.workdays import known_years, missing_years


@dataclass(frozen=True)
class Machine:
    """The command as the one who acts."""

    name: str = "import"
    user_id: int | None = None
    mandate_id: int | None = None


class Command(BaseCommand):
    """Fills the calendar, or shows the days that differ from their weekday."""

    help = "Fill the working calendar from the announced holidays, or show it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, words in (
            ("fill", "copy holidays and make-up days to rows"),
            ("show", "list the days of these years"),
        ):
            verbs.add_parser(verb, help=words).add_argument("years", type=int, nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with open_scope(machine("import")):
                {"fill": self._fill, "show": self._show}[options["verb"]](options["years"])
                self._shout()
        except Refused as refusal:
            raise CommandError(" ".join(filter(None, [str(refusal), str(refusal.mend)]))) from refusal

    def _fill(self, years: list[int]) -> None:
        days = fill_calendar(years, by=Machine(), at=clock.now(), key=new_id())
        self.stdout.write(_("日历新增 %(days)d 天。") % {"days": days})

    def _show(self, years: list[int]) -> None:
        for day in CalendarDay.objects.filter(on__year__in=years).order_by("on"):
            word = _("上班") if day.is_workday else _("休息")
            mark = _("（待公布）") if day.is_provisional else ""
            self.stdout.write(f"{day.on:%Y-%m-%d %a} {word} {day.name}{mark} · {day.source}")

    def _shout(self) -> None:
        known = ", ".join(str(year) for year in sorted(known_years()))
        self.stdout.write(_("已知年份：%(years)s") % {"years": known or "—"})
        for year in missing_years(clock.now()):
            sentence = _(
                "%(year)d 年的放假和调休安排还没有：时限会按周末推算，可能算错。请在公布后填入或在日历页确认。"
            )
            self.stderr.write(self.style.WARNING(sentence % {"year": year}))
