"""Limits and clocks: when something is due, how much is left, and what a pause or an extension does to it. Pure.

A limit is an amount of one unit. Minutes, emergency hours and calendar days run day and night; working hours and
working days run in working time only, as the calendar counts it. Units and signals follow the practice of digital city
management (docs/standards): green under 80 % of the limit, yellow until it is used up, red after.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, override

from wangge.kernel.refused import Refused
from wangge.kernel.workdays import DAY, SECOND, Calendar, Unit

__all__ = [
    "Clock",
    "Limit",
    "Reading",
    "Signal",
    "Unit",
    "before",
    "due",
    "due_after_all",
    "elapsed",
    "extend",
    "read_limit",
    "remaining",
    "text_left",
]

MICROSECOND = timedelta(microseconds=1)
HOUR = 3_600 * SECOND
YELLOW_FROM = 0.8
WORDS_OF_UNITS: dict[str, Unit] = {
    "分钟": Unit.MINUTE,
    "紧急工作时": Unit.EMERGENCY_HOUR,
    "紧急小时": Unit.EMERGENCY_HOUR,
    "紧急工作小时": Unit.EMERGENCY_HOUR,
    "紧急工作日": Unit.CALENDAR_DAY,
    "自然日": Unit.CALENDAR_DAY,
    "日历天": Unit.CALENDAR_DAY,
    "日历日": Unit.CALENDAR_DAY,
    "工作时": Unit.WORKING_HOUR,
    "工作小时": Unit.WORKING_HOUR,
    "工作日": Unit.WORKING_DAY,
}
VAGUE_UNITS: dict[str, Unit] = {
    "小时": Unit.WORKING_HOUR,
    "天": Unit.WORKING_DAY,
    "日": Unit.WORKING_DAY,
}
AMOUNTS = {
    Unit.MINUTE: ngettext_lazy("%(n)d 分钟", "%(n)d 分钟", "n"),
    Unit.EMERGENCY_HOUR: ngettext_lazy("%(n)d 紧急工作时", "%(n)d 紧急工作时", "n"),
    Unit.CALENDAR_DAY: ngettext_lazy("%(n)d 紧急工作日", "%(n)d 紧急工作日", "n"),
    Unit.WORKING_HOUR: ngettext_lazy("%(n)d 工作时", "%(n)d 工作时", "n"),
    Unit.WORKING_DAY: ngettext_lazy("%(n)d 工作日", "%(n)d 工作日", "n"),
}
DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
LIMIT = re.compile(
    r"(?P<before>\D*?)(?P<amount>\d+|[一二两三四五六七八九十])个?(?P<unit>"
    + "|".join(sorted({*WORDS_OF_UNITS, *VAGUE_UNITS}, key=len, reverse=True))
    + r")(?P<after>.*)"
)


class Signal(StrEnum):
    """The colour of a clock."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class LimitRow(Protocol):
    """A row that holds a limit: a filing condition, a stage limit."""

    limit_amount: int
    limit_unit: str


class ClockRow(LimitRow, Protocol):
    """A row that holds a clock: an assignment."""

    sent_at: datetime
    due_at: datetime
    paused_at: datetime | None
    remaining_s: float | None
    extended_s: float


@dataclass(frozen=True)
class Limit:
    """So many of one unit."""

    amount: int
    unit: Unit

    @classmethod
    def of(cls, row: LimitRow) -> Self:
        """The limit that a catalogue row holds."""
        return cls(row.limit_amount, Unit(row.limit_unit))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The limit that a Chinese phrase names: “2紧急工作时”, “种植季节15工作日”. Raises Refused."""
        reading = read_limit(text)
        return cls(reading.limit.amount, reading.limit.unit)

    def length(self, calendar: Calendar) -> int:
        """Microseconds of its clock."""
        sizes = {
            Unit.MINUTE: 60 * SECOND,
            Unit.EMERGENCY_HOUR: HOUR,
            Unit.CALENDAR_DAY: DAY,
            Unit.WORKING_HOUR: HOUR,
            Unit.WORKING_DAY: calendar.day_length,
        }
        return self.amount * sizes[self.unit]

    def __str__(self) -> str:
        return str(AMOUNTS[self.unit] % {"n": self.amount})

    @property
    def written(self) -> str:
        """As sheets and people write it, in Chinese whatever is spoken: “2紧急工作时”."""
        with override("zh-hans"):
            return f"{self.amount}{self.unit.label}"


@dataclass(frozen=True)
class Reading:
    """A limit as read from a sheet.

    `season` stood before it, `rest` after it; `is_vague` says that its unit was only “天” or “小时”.
    """

    limit: Limit
    season: str = ""
    rest: str = ""
    is_vague: bool = False


def read_limit(text: str) -> Reading:
    """Read a limit as sheets write it, with what stands around it. Raises Refused with a mend."""
    match = LIMIT.fullmatch("".join(text.split()))
    if match is None:
        raise Refused(
            _("看不懂时限“%(text)s”。") % {"text": text.strip()},
            field=_("处置时限"),
            mend=_("请写成数字加单位，如：2紧急工作时、4工作时、1工作日、2紧急工作日。"),
        )
    amount = DIGITS.get(match["amount"]) or int(match["amount"])
    if amount == 0:
        raise Refused(_("时限不能是 0。"), field=_("处置时限"), mend=_("请写大于 0 的数字。"))
    is_vague = match["unit"] in VAGUE_UNITS
    unit = (VAGUE_UNITS if is_vague else WORDS_OF_UNITS)[match["unit"]]
    return Reading(Limit(amount, unit), season=match["before"], rest=match["after"], is_vague=is_vague)


def due(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The earliest moment at which the limit is used up; aware, in UTC."""
    return _after(start, limit.length(calendar), limit.unit, calendar)


def due_after_all(start: datetime, limits: Iterable[Limit], calendar: Calendar) -> datetime:
    """The end of several limits that run one after the other: a total."""
    moment = start
    for limit in limits:
        moment = due(moment, limit, calendar)
    return moment


def extend(due_at: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The due moment moved on by a further limit."""
    return due(due_at, limit, calendar)


def elapsed(start: datetime, end: datetime, unit: Unit, calendar: Calendar) -> float:
    """Seconds of the unit's clock from start to end; negative when the end comes first."""
    return _between(start, end, unit, calendar) / SECOND


def remaining(now: datetime, due_at: datetime, unit: Unit, calendar: Calendar) -> float:
    """Seconds of the unit's clock that are left; negative when late."""
    return elapsed(now, due_at, unit, calendar)


def before(due_at: datetime, seconds: float, unit: Unit, calendar: Calendar) -> datetime:
    """The moment at which so many seconds of the unit's clock are left."""
    return _after(due_at, -round(seconds * SECOND), unit, calendar)


@dataclass(frozen=True)
class Clock:
    """One running or paused limit, as a value: every change gives a new one.

    `due_at` is where it ends when nothing more happens; `remaining_s` is what was left when it was paused;
    `extended_s` is what extensions have added. Seconds are of the limit's own clock.
    """

    limit: Limit
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    remaining_s: float | None = None
    extended_s: float = 0.0

    @classmethod
    def of(cls, row: ClockRow) -> Self:
        """The clock that an assignment holds."""
        return cls(Limit.of(row), row.sent_at, row.due_at, row.paused_at, row.remaining_s, row.extended_s)

    @classmethod
    def start(cls, limit: Limit, at: datetime, calendar: Calendar) -> Self:
        """A clock that starts now."""
        return cls(limit, at, due(at, limit, calendar))

    def pause(self, at: datetime, calendar: Calendar) -> Self:
        """Stop the clock and keep what is left; pausing a paused clock changes nothing."""
        if self.paused_at is not None:
            return self
        return replace(self, paused_at=at, remaining_s=remaining(at, self.due_at, self.limit.unit, calendar))

    def resume(self, at: datetime, calendar: Calendar) -> Self:
        """Let it run on with what was left. A clock that was late when paused stays late."""
        if self.remaining_s is None:
            return self
        if self.is_late(at):
            return replace(self, paused_at=None, remaining_s=None)
        left = round(self.remaining_s * SECOND)
        return replace(self, due_at=_after(at, left, self.limit.unit, calendar), paused_at=None, remaining_s=None)

    def extend(self, by: Limit, calendar: Calendar) -> Self:
        """Add a further limit, running or paused."""
        later = extend(self.due_at, by, calendar)
        added = elapsed(self.due_at, later, self.limit.unit, calendar)
        left = None if self.remaining_s is None else self.remaining_s + added
        return replace(self, due_at=later, remaining_s=left, extended_s=self.extended_s + added)

    def left(self, at: datetime, calendar: Calendar) -> float:
        """Seconds of its clock that are left at a moment; negative when late."""
        if self.remaining_s is not None:
            return self.remaining_s
        return remaining(at, self.due_at, self.limit.unit, calendar)

    def is_late(self, at: datetime) -> bool:
        """Whether the limit is used up. A paused clock cannot become late."""
        return (self.paused_at or at) > self.due_at

    def share(self, at: datetime, calendar: Calendar) -> float:
        """How much of the limit is used: 0 at the start, 1 at the due moment, more when late."""
        allowed = self.limit.length(calendar) / SECOND + self.extended_s
        return 1 - self.left(at, calendar) / allowed

    def signal(self, at: datetime, calendar: Calendar) -> Signal:
        """Green, yellow from 80 %, red when late."""
        if self.is_late(at):
            return Signal.RED
        return Signal.YELLOW if self.share(at, calendar) >= YELLOW_FROM else Signal.GREEN

    def text(self, at: datetime, calendar: Calendar) -> str:
        """What is left or late in a few words: “剩 2 小时”, “超 1 天 3 小时”."""
        words = text_left(self.left(at, calendar), self.limit.unit, calendar, is_late=self.is_late(at))
        return words if self.paused_at is None else _("已暂停，%(left)s") % {"left": words}


def text_left(seconds: float, unit: Unit, calendar: Calendar, *, is_late: bool | None = None) -> str:
    """Seconds of a clock in two figures at most: days (working days where the unit works), hours, minutes."""
    late = seconds < 0 if is_late is None else is_late
    words = _span(abs(seconds), unit, calendar)
    if late:
        return _("超时 %(span)s") % {"span": words} if words else _("刚超时")
    return _("剩 %(span)s") % {"span": words} if words else _("剩不到 1 分钟")


def _span(seconds: float, unit: Unit, calendar: Calendar) -> str:
    minutes = int(seconds // 60)
    day = (calendar.day_length if unit.is_working else DAY) // (60 * SECOND)
    days, rest = divmod(minutes, day)
    hours, minutes = divmod(rest, 60)
    day_words = (
        ngettext("%(n)d 工作日", "%(n)d 工作日", days) if unit.is_working else ngettext("%(n)d 天", "%(n)d 天", days)
    )
    figures = [
        day_words % {"n": days} if days else "",
        ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes} if minutes and not days else "",
    ]
    return " ".join(figure for figure in figures if figure)


def _after(start: datetime, length: int, unit: Unit, calendar: Calendar) -> datetime:
    if length == 0:
        return start
    if unit.is_working:
        return calendar.moment(calendar.worked(start) + length)
    return start.astimezone(UTC) + length * MICROSECOND


def _between(start: datetime, end: datetime, unit: Unit, calendar: Calendar) -> int:
    if unit.is_working:
        return calendar.worked(end) - calendar.worked(start)
    return (end - start) // MICROSECOND
