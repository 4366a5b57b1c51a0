"""A year as twelve grids of days, for the eye."""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from wangge.kernel.models import CalendarDay
from wangge.kernel.workdays import Calendar

MONDAY_FIRST = calendar.Calendar()


@dataclass(frozen=True)
class Day:
    """One cell: whether people work, and the row that says so against the weekday."""

    on: date
    is_workday: bool
    is_today: bool
    is_chosen: bool
    row: CalendarDay | None

    @property
    def look(self) -> str:
        """Classes of the cell: working, resting, and whether a row says so."""
        names = (
            "is-work" if self.is_workday else "is-rest",
            "is-set" if self.row else "",
            "is-provisional" if self.row and self.row.is_provisional else "",
            "is-today" if self.is_today else "",
        )
        return " ".join(filter(None, names))


@dataclass(frozen=True)
class Month:
    """Weeks of days; None outside of the month."""

    first: date
    weeks: list[list[Day | None]]
    workdays: int


@dataclass(frozen=True)
class Year:
    """Twelve months."""

    year: int
    months: list[Month]

    @property
    def workdays(self) -> int:
        """How many days people work."""
        return sum(month.workdays for month in self.months)


def draw(year: int, rows: Mapping[date, CalendarDay], worked: Calendar, *, today: date, chosen: date | None) -> Year:
    """The year under the calendar that the clocks use."""

    def day(on: date) -> Day:
        return Day(on, worked.is_workday(on), on == today, on == chosen, rows.get(on))

    return Year(year, [_month(date(year, number, 1), day) for number in range(1, 13)])


def _month(first: date, day: Callable[[date], Day]) -> Month:
    weeks = [
        [day(on) if on.month == first.month else None for on in week]
        for week in MONDAY_FIRST.monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks, sum(one.is_workday for week in weeks for one in week if one))
