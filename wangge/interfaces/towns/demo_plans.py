"""What happens in the demo town and when: three months of an ordinary rhythm, and the matters that wait today."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from wangge.areas.models import Area
from wangge.cases.models import FilingCondition, Source
from wangge.interfaces.towns.demo_land import Land
from wangge.kernel.workdays import SECOND, Calendar, Unit

PAST_DAYS = 92
HOURS = (0, 0, 0, 0, 0, 1, 3, 8, 14, 16, 14, 9, 5, 7, 12, 13, 11, 8, 7, 6, 4, 2, 1, 1)
WORKDAY, REST_DAY = 10, 4
STORMS, STORM = 3, 4
SLOW = 0.06
SOURCES = {
    Source.WORKER: 52, Source.PORTAL: 18, Source.HOTLINE: 14, Source.DESK: 6, Source.VIDEO: 4, Source.API: 4,
    Source.SUPERIOR: 2,
}  # fmt: skip
STORIES = {
    "": 46, "self": 8, "decline": 3, "untrue": 2, "merge": 3, "voided": 1, "not_voided": 1, "returned": 3,
    "insisted": 2, "extended": 4, "not_extended": 2, "suspended": 4, "not_suspended": 1, "whistle": 4, "joint": 4,
    "rework": 4, "reopen": 3, "appeal": 3, "urged": 3, "supervised": 2, "moved": 2,
}  # fmt: skip
# Wind and rain bring these.
OF_WEATHER = ("行道树", "道路积水", "雨水箅子", "雨水井盖", "护栏", "路灯", "水域不洁", "积存垃圾渣土")
# Where the matters of today stand still, and how many working hours ago they began.
WAITING = {
    "collect": 0.4, "verify": 0.6, "file": 0.8, "dispatch": 1.4, "accept": 9, "arrive": 0.7, "return": 6,
    "extension": 10, "suspension": 11, "suspended": 13, "feedback": 1.9, "check": 2.6, "close": 3, "rework": 7,
    "reopen": 1.4, "void": 0.9, "upper": 3, "joint": 10, "evaluate": 20,
}  # fmt: skip
# Matters that somebody has left lying: the limit of the stage, or of the whole, has passed.
LEFT = {"collect": 3, "dispatch": 5, "accept": 30, "check": 10}
APPEALS = {"appeal": 36, "appeal_reviewed": 40}
LEVELS = ("community", "street", "district")


@dataclass(frozen=True)
class Plan:
    """What shall become of a matter: its story, and where it stands still."""

    begins_at: datetime
    grid: Area
    condition: FilingCondition
    source: Source
    story: str = ""
    stop: str = ""
    level: str = ""
    is_slow: bool = False
    is_quick: bool = False


@dataclass(frozen=True)
class Planner:
    """Draws plans by lot; the same lots give the same plans."""

    land: Land
    conditions: Sequence[FilingCondition]
    calendar: Calendar
    now: datetime
    rng: random.Random

    def plans(self, count: int) -> list[Plan]:
        """First what waits today, then as much of the past as was asked for; in order of time."""
        chosen = list(self._today())[:count]
        past = self._past()
        while len(chosen) < count:
            chosen += next(past)[: count - len(chosen)]
        return sorted(chosen, key=lambda plan: plan.begins_at)

    def ago(self, hours: float) -> datetime:
        """The moment so many working hours before now."""
        return self.calendar.moment(self.calendar.worked(self.now) - int(hours * 3600 * SECOND))

    def _today(self) -> Iterator[Plan]:
        """For every account that shows a role, whatever can wait for it; then what was left lying, then appeals."""
        for level in LEVELS:
            for number, (stop, hours) in enumerate(WAITING.items()):
                if (stop == "upper" and level != "community") or (stop == "arrive" and level == "community"):
                    continue
                source = (Source.WORKER, Source.HOTLINE, Source.PORTAL)[number % 3]
                yield self._waiting(stop, hours, level, source)
        for number, (stop, hours) in enumerate({**LEFT, **APPEALS}.items()):
            for level in ("street", "district"):
                plan = self._waiting(stop, hours, level, Source.HOTLINE if number % 2 else Source.WORKER)
                yield replace(plan, is_slow=stop in APPEALS, is_quick=stop not in APPEALS)

    def _waiting(self, stop: str, hours: float, level: str, source: Source) -> Plan:
        """In the first grid, of the first department where departments have it: there the demo accounts are at home."""
        begins_at = self.ago(hours * self.rng.uniform(0.95, 1.05))
        condition = self.rng.choice(self._fitting(level, is_short=stop in {*LEFT, *APPEALS}))
        return Plan(begins_at, self.land.grids[0], condition, source, stop=stop, level=level, is_quick=True)

    def _fitting(self, level: str, *, is_short: bool) -> list[FilingCondition]:
        """What a department of law handles (a community: what needs none), with days for it; or with one."""
        slow = [one for one in self.conditions if Unit(one.limit_unit).is_working and 8 <= _hours(one) <= 120]
        if level == "community":
            own = [one for one in slow if not one.category.is_enforcement]
        else:
            own = [one for one in slow if one.handler_kind == "enforcement"]
        return [one for one in own if (_hours(one) == 8) == is_short] or own or list(self.conditions)

    def _past(self) -> Iterator[list[Plan]]:
        """Matter after matter, without end; every story once before chance decides. A repeat follows its twin."""
        first = iter(STORIES)
        days = self._days()
        while True:
            story = next(first, None)
            is_early = story is not None
            if story is None:
                story = self.rng.choices(list(STORIES), list(STORIES.values()))[0]
            plan = self._ordinary(story, self._moment(days, is_early=is_early))
            twin_at = plan.begins_at - timedelta(minutes=self.rng.randint(30, 200))
            twin = replace(plan, begins_at=twin_at, story="", source=Source.WORKER)
            yield [twin, plan] if story == "merge" else [plan]

    def _ordinary(self, story: str, begins_at: datetime) -> Plan:
        rng = self.rng
        is_own = story == "self"
        source = Source.WORKER if is_own else rng.choices(list(SOURCES), list(SOURCES.values()))[0]
        if story == "reopen":
            source = rng.choice((Source.PORTAL, Source.HOTLINE))
        fitting = [one for one in self.conditions if self._is_told(one, story)]
        if begins_at.astimezone(self.calendar.zone).toordinal() in self._storms:
            fitting = [one for one in fitting if one.category.minor_name in OF_WEATHER] or fitting
        return Plan(
            begins_at, rng.choice(self.land.grids), rng.choice(fitting), source, story,
            is_slow=story == "appeal" or (story not in ("extended", "suspended") and rng.random() < SLOW),
        )  # fmt: skip

    def _is_told(self, one: FilingCondition, story: str) -> bool:
        """Whether such a matter can live through the story."""
        if story in ("extended", "not_extended", "suspended", "not_suspended", "appeal", "returned", "insisted"):
            return Unit(one.limit_unit).is_working and 4 <= _hours(one) <= 80
        return not one.category.is_enforcement if story == "self" else True

    @property
    def _storms(self) -> frozenset[int]:
        """Days of wind and rain, the same for the whole town."""
        today = self.now.astimezone(self.calendar.zone).toordinal()
        return frozenset(today - (PAST_DAYS * (2 * number + 1)) // (2 * STORMS) for number in range(STORMS))

    def _days(self) -> dict[int, int]:
        """How much is reported on each day of the past."""
        today = self.now.astimezone(self.calendar.zone).date()
        usual = {back: today - timedelta(days=back) for back in range(PAST_DAYS)}
        return {
            back: (WORKDAY if self.calendar.is_workday(day) else REST_DAY)
            * (STORM if day.toordinal() in self._storms else 1)
            for back, day in usual.items()
        }

    def _moment(self, days: dict[int, int], *, is_early: bool) -> datetime:
        """A moment of the past by the rhythm of days and hours; early enough for a whole story where wanted."""
        rng = self.rng
        back = rng.choices(list(days), list(days.values()))[0]
        back = max(back, rng.randint(45, 80)) if is_early else back
        clock = time(rng.choices(range(24), HOURS)[0], rng.randrange(60), rng.randrange(60))
        day = self.now.astimezone(self.calendar.zone).date() - timedelta(days=back)
        moment = datetime.combine(day, clock, self.calendar.zone)
        return moment if moment < self.now - timedelta(minutes=30) else moment - timedelta(days=1)


def _hours(one: FilingCondition) -> float:
    return one.limit_amount * (8 if one.limit_unit == Unit.WORKING_DAY else 1)
