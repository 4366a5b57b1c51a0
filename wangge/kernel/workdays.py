"""Working time: which moments count, and how many have passed.

`Calendar` is an immutable value. It counts working time from a fixed origin, so that "how much between" is a
subtraction and "when will so much have passed" is its inverse; both cost one binary search, however far apart.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from wangge.kernel.kept import Kept
from wangge.kernel.models.calendar import CalendarDay

SECOND = 1_000_000
DAY = 86_400 * SECOND
USUAL_SPANS = ((time(8), time(12)), (time(14), time(18)))
NOTICE_MONTH = 11


class Unit(TextChoices):
    """The four units of a limit, and minutes for short stages.

    Working hours and days run in working time only, the others day and night.
    """

    MINUTE = "minute", _("分钟")
    EMERGENCY_HOUR = "emergency_hour", _("紧急工作时")
    CALENDAR_DAY = "calendar_day", _("紧急工作日")
    WORKING_HOUR = "working_hour", _("工作时")
    WORKING_DAY = "working_day", _("工作日")

    @property
    def is_working(self) -> bool:
        """Whether it runs in working time only."""
        return self in (Unit.WORKING_HOUR, Unit.WORKING_DAY)


@dataclass(frozen=True)
class Calendar:
    """Working spans of a day (local wall clock, in order) and the days that differ from their weekday.

    Amounts are whole microseconds of working time, so that sums and differences are exact. A working day is the sum of
    the spans: eight hours as usual.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    spans: tuple[tuple[time, time], ...] = USUAL_SPANS
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))

    @cached_property
    def day_length(self) -> int:
        """Microseconds of one working day."""
        return self._ends_worked[-1]

    def is_workday(self, on: date) -> bool:
        """Whether people work on this day."""
        return self.days.get(on, on.weekday() < 5)

    def is_working(self, at: datetime) -> bool:
        """Whether the working clock runs at this moment."""
        local = at.astimezone(self.zone)
        return self.is_workday(local.date()) and any(start <= local.time() < end for start, end in self.spans)

    def worked(self, at: datetime) -> int:
        """Microseconds of working time from the origin to this moment."""
        local = at.astimezone(self.zone)
        ordinal = local.toordinal()
        whole = self._workdays_before(ordinal) * self.day_length
        return whole + (self._worked_in_day(_clock(local.time())) if self.is_workday(local.date()) else 0)

    def moment(self, worked: int) -> datetime:
        """The earliest moment at which so much working time has passed: the inverse of `worked`."""
        day, rest = divmod(worked, self.day_length)
        if rest == 0:
            day, rest = day - 1, self.day_length
        midnight = datetime.fromordinal(self._workday(day))
        index = bisect_left(self._ends_worked, rest)
        clock = self._ends[index] - (self._ends_worked[index] - rest)
        return (midnight + timedelta(microseconds=clock)).replace(tzinfo=self.zone).astimezone(UTC)

    def _workdays_before(self, ordinal: int) -> int:
        return _weekdays_before(ordinal) + self._shift[bisect_left(self._odd_days, ordinal)]

    def _workday(self, index: int) -> int:
        """The ordinal of the workday that has so many workdays before it."""
        after = bisect_right(self._odd_counts, index)
        if after:
            last = self._odd_days[after - 1]
            if self._odd_counts[after - 1] == index and self.is_workday(date.fromordinal(last)):
                return last
        weeks, weekday = divmod(index - self._shift[after], 5)
        return 1 + 7 * weeks + weekday

    def _worked_in_day(self, clock: int) -> int:
        done = bisect_right(self._ends, clock)
        before = self._ends_worked[done - 1] if done else 0
        return before + (max(0, clock - self._starts[done]) if done < len(self._starts) else 0)

    @cached_property
    def _starts(self) -> list[int]:
        return [_clock(start) for start, _end in self.spans]

    @cached_property
    def _ends(self) -> list[int]:
        return [_clock(end) for _start, end in self.spans]

    @cached_property
    def _ends_worked(self) -> list[int]:
        total, sums = 0, []
        for start, end in zip(self._starts, self._ends, strict=True):
            total += end - start
            sums.append(total)
        return sums

    @cached_property
    def _odd_days(self) -> list[int]:
        """Ordinals of the days that differ from their weekday, in order."""
        return sorted(on.toordinal() for on, works in self.days.items() if works != (on.weekday() < 5))

    @cached_property
    def _shift(self) -> list[int]:
        """Workdays gained or lost by the first n odd days."""
        shifts = [0]
        for ordinal in self._odd_days:
            shifts.append(shifts[-1] + (1 if self.is_workday(date.fromordinal(ordinal)) else -1))
        return shifts

    @cached_property
    def _odd_counts(self) -> list[int]:
        """Workdays before each odd day."""
        return [
            _weekdays_before(ordinal) + shift for ordinal, shift in zip(self._odd_days, self._shift[:-1], strict=True)
        ]


@dataclass(frozen=True)
class Almanac:
    """The calendar of the place, and the years whose holidays are known."""

    calendar: Calendar
    known_years: frozenset[int]

    @classmethod
    def from_rows(cls) -> Self:
        """As the rows stand."""
        rows = list(CalendarDay.objects.values_list("on", "is_workday", "is_provisional"))
        return cls(
            Calendar(days={on: works for on, works, _provisional in rows}, spans=_spans(), zone=_zone()),
            _years_known((on, is_provisional) for on, _works, is_provisional in rows),
        )


def current_calendar() -> Calendar:
    """The calendar of the place, from memory."""
    return almanac.value().calendar


def known_years() -> frozenset[int]:
    """Years whose holidays have been announced or confirmed at the desk."""
    return almanac.value().known_years


def missing_years(now: datetime) -> list[int]:
    """Years whose holidays are not known although they should be: this one, and from November the next."""
    local = now.astimezone(_zone())
    wanted = [local.year, *([local.year + 1] if local.month >= NOTICE_MONTH else [])]
    return [year for year in wanted if year not in known_years()]


def _years_known(rows: Iterable[tuple[date, bool]]) -> frozenset[int]:
    years: dict[int, bool] = {}
    for on, is_provisional in rows:
        years[on.year] = years.get(on.year, True) and not is_provisional
    return frozenset(year for year, is_known in years.items() if is_known)


def _spans() -> tuple[tuple[time, time], ...]:
    return getattr(settings, "WORKING_SPANS", USUAL_SPANS)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _weekdays_before(ordinal: int) -> int:
    weeks, days = divmod(ordinal - 1, 7)
    return 5 * weeks + min(days, 5)


def _clock(at: time) -> int:
    return (at.hour * 3600 + at.minute * 60 + at.second) * SECOND + at.microsecond


almanac = Kept("calendar", Almanac.from_rows)
