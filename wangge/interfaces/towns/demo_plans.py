"""What happens in the demo town and when: three months of an ordinary rhythm, and the matters that wait today."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.areas.models import Area
from wangge.cases.models import Case, FilingCondition, Source
from wangge.cases.workflow import Ask, Stage, State
from wangge.interfaces.towns.demo_flow import PAST_DAYS, Flow
from wangge.interfaces.towns.demo_land import Land
from wangge.interfaces.towns.demo_words import COMMON
from wangge.kernel import clock
from wangge.kernel.workdays import SECOND, Unit

# How many of a kind of handler's answers come too late.
SLOW = {"sanitation": 0.03, "enforcement": 0.06, "municipal": 0.09, "traffic_police": 0.05, "water_affairs": 0.1,
        "housing": 0.13, "greening": 0.05, "market": 0.04}  # fmt: skip
USUALLY_SLOW = 0.07
EARLY = (45, 80)
LONG_HOURS = 24
AT_HOME = 0.35
SOURCES = {
    Source.WORKER: 52, Source.PORTAL: 18, Source.HOTLINE: 14, Source.DESK: 6, Source.VIDEO: 4, Source.API: 4,
    Source.SUPERIOR: 2,
}  # fmt: skip
STORIES = {
    "": 46, "self": 8, "decline": 3, "untrue": 2, "merge": 3, "voided": 1, "not_voided": 1, "returned": 3,
    "insisted": 2, "extended": 4, "not_extended": 2, "suspended": 4, "not_suspended": 1, "whistle": 4, "joint": 4,
    "rework": 4, "reopen": 3, "appeal": 3, "urged": 3, "supervised": 2, "moved": 2,
}  # fmt: skip
# What may still become of a matter that has been filed.
LATER_STORIES = {"": 60, "returned": 4, "insisted": 3, "extended": 5, "not_extended": 3, "suspended": 4, "urged": 3,
                 "supervised": 2, "rework": 5, "check": 10}  # fmt: skip
# Wind and rain bring these.
OF_WEATHER = ("行道树", "道路积水", "雨水箅子", "雨水井盖", "护栏", "路灯", "水域不洁", "积存垃圾渣土")
ALL, UPPER = ("community", "street", "district"), ("street", "district")


@dataclass(frozen=True)
class Wait:
    """Where matters stand still: at which desks, since how many working hours, begun between how many hours ago."""

    levels: tuple[str, ...]
    since: float
    begun: tuple[float, float]


# What has just come in waits since minutes; what a department or a street has done came in days ago.
WAITING = {
    "collect": Wait(ALL, 0.4, (0.3, 0.5)),
    "verify": Wait(("community", "district"), 0.6, (0.5, 9)),
    "file": Wait(UPPER, 0.8, (0.7, 0.9)),
    "dispatch": Wait(("community", "district"), 1.4, (1.2, 1.8)),
    "accept": Wait(ALL, 9, (6, 40)),
    "arrive": Wait(("district",), 0.7, (0.6, 0.75)),
    "return": Wait(ALL, 6, (5, 24)),
    "extension": Wait(ALL, 10, (9, 40)),
    "suspension": Wait(ALL, 11, (10, 40)),
    "suspended": Wait(ALL, 13, (12, 60)),
    "feedback": Wait(ALL, 1.4, (12, 44)),
    "check": Wait(ALL, 1.5, (12, 44)),
    "close": Wait(ALL, 2.6, (12, 44)),
    "rework": Wait(ALL, 4, (12, 44)),
    "reopen": Wait(ALL, 0.9, (14, 48)),
    "void": Wait(("street",), 0.9, (0.8, 1)),
    "upper": Wait(("community",), 2.2, (12, 40)),
    "joint": Wait(UPPER, 10, (9, 40)),
    "evaluate": Wait(ALL, 20, (26, 64)),
}
# Matters that somebody has left lying: the limit of the stage, or of the whole, has passed.
LEFT = {
    "collect": Wait(UPPER, 9, (9, 20)),
    "dispatch": Wait(("district",), 12, (11, 24)),
    "accept": Wait(("street",), 30, (20, 45)),
    "check": Wait(("street",), 9, (15, 30)),
}
APPEALS = {"appeal": Wait(UPPER, 36, (36, 40)), "appeal_reviewed": Wait(UPPER, 40, (40, 44))}


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
    rests_until: datetime | None = None
    key: UUID | None = None


def common_conditions(now: datetime) -> list[FilingCondition]:
    """The filing conditions of what people often see, as they stand."""
    found = FilingCondition.objects.select_related("category__version").filter(
        to_on=None, category__to_on=None, category__minor_name__in=COMMON, season="", limit_amount__gt=0
    )
    order = ("category__version__code", "category__kind", "category__major_code", "category__minor_code", "number")
    chosen = [one for one in found.order_by(*order)
              if one.is_in_force(clock.day_of(now)) and one.category.version.code != "GBT30428.2-2013"]  # fmt: skip
    if not chosen:
        raise TypeError("none of the common matters is in the shipped catalogue")
    return chosen


def place_of_wait(case: Case) -> tuple[str, str]:
    """Where a case waits, by the names of WAITING, and at which desk."""
    stage, ask = Stage(case.stage), Ask(case.ask)
    if stage == Stage.HANDLE:
        return _wait_of_handler(case), case.desk_level
    if stage == Stage.FILE and case.reopen_count:
        return "reopen", case.desk_level
    if stage == Stage.CLOSE and case.needs_upper:
        return "upper", case.desk_level
    return (ask or stage).value, case.desk_level


def _wait_of_handler(case: Case) -> str:
    lead = case.assignments.filter(part="lead", state__in=(State.ACCEPTED, State.SUSPENDED)).first()
    if lead and (lead.ask or lead.state == State.SUSPENDED):
        return lead.ask or lead.state
    return "rework" if case.rework_count else "joint" if case.is_joint else "accept"


@dataclass(frozen=True)
class Planner:
    """Draws plans by lot; the same lots give the same plans."""

    land: Land
    conditions: Sequence[FilingCondition]
    flow: Flow
    rng: random.Random

    def plans(self, count: int) -> list[Plan]:
        """First what waits today, then as much of the past as was asked for; in order of time."""
        chosen = list(self._today())[:count]
        past = self._past(count - len(chosen), [plan.begins_at for plan in chosen])
        while len(chosen) < count:
            chosen += next(past)[: count - len(chosen)]
        return sorted(chosen, key=lambda plan: plan.begins_at)

    def ago(self, hours: float) -> datetime:
        """The moment so many working hours before now."""
        calendar = self.flow.calendar
        return calendar.moment(calendar.worked(self.flow.now) - int(hours * 3600 * SECOND))

    def _today(self) -> Iterator[Plan]:
        """For every account that shows a role, whatever can wait for it; then what was left lying, then appeals."""
        yield from self.waiting()
        for number, (stop, wait) in enumerate({**LEFT, **APPEALS}.items()):
            for level in wait.levels:
                plan = self._waiting(stop, wait, level, Source.HOTLINE if number % 2 else Source.WORKER, is_short=True)
                yield replace(plan, is_slow=stop in APPEALS, is_quick=stop not in APPEALS)

    def waiting(self) -> Iterator[Plan]:
        """For every account that shows a role, whatever can wait for it."""
        for number, (stop, wait) in enumerate(WAITING.items()):
            source = (Source.WORKER, Source.HOTLINE, Source.PORTAL)[number % 3]
            yield from (self._waiting(stop, wait, level, source) for level in wait.levels)

    def newcomer(self, begins_at: datetime) -> Plan:
        """A matter of these days; many come to where the demo accounts are at home."""
        story = self.rng.choices(list(STORIES), list(STORIES.values()))[0]
        plan = self.told(story, begins_at)[-1]
        return replace(plan, grid=self.land.grids[0]) if self.rng.random() < AT_HOME else plan

    def taken_up(self, case: Case, grid: Area) -> Plan:
        """What becomes of a matter that stands somewhere already."""
        story = self.rng.choices(list(LATER_STORIES), list(LATER_STORIES.values()))[0]
        of_kind = [one for one in self.conditions if one.category_id == case.category_id] or self.conditions
        condition = case.condition or self._drawn(of_kind)
        is_slow = self.rng.random() < SLOW.get(condition.handler_kind, USUALLY_SLOW)
        return Plan(case.collected_at, grid, condition, Source(case.source), story, is_slow=is_slow)

    def _waiting(self, stop: str, wait: Wait, level: str, source: Source, *, is_short: bool = False) -> Plan:
        """In the first grid, of the first department where departments have it: there the demo accounts are at home."""
        condition = self._drawn(self._fitting(level, is_short=is_short))
        first, last = wait.begun
        most = last if is_short else max(first, min(last, 0.7 * _hours(condition)))
        begun = self.rng.uniform(first, most)
        return Plan(
            self.ago(begun), self.land.grids[0], condition, source, stop=stop, level=level, is_quick=True,
            rests_until=self.ago(wait.since) if wait.since < begun else None,
        )  # fmt: skip

    def _fitting(self, level: str, *, is_short: bool) -> list[FilingCondition]:
        """What a department of law handles (a community: what needs none), with days for it; or with one."""
        slow = [one for one in self.conditions if Unit(one.limit_unit).is_working and 8 <= _hours(one) <= 120]
        if level == "community":
            own = [one for one in slow if not one.category.is_enforcement]
        else:
            own = [one for one in slow if one.handler_kind == "enforcement"]
        fitting = [one for one in own if (_hours(one) == 8 if is_short else _hours(one) >= LONG_HOURS)]
        return fitting or own or list(self.conditions)

    def _past(self, count: int, known: list[datetime]) -> Iterator[list[Plan]]:
        """Matter after matter, without end; every story once before chance decides. A repeat follows its twin."""
        days = self.flow.past(count, known, self.rng)
        for story in STORIES:
            yield self.told(story, self.flow.moment(self._early(days), self.rng))
        while True:
            story = self.rng.choices(list(STORIES), list(STORIES.values()))[0]
            day = days.pop() if days else self.flow.today - timedelta(days=self.rng.randint(1, PAST_DAYS - 1))
            yield self.told(story, self.flow.moment(day, self.rng))

    def _early(self, days: list[date]) -> date:
        """A day that leaves time enough for a whole story."""
        back = [(self.flow.today - day).days for day in days]
        fitting = [number for number, ago in enumerate(back) if EARLY[0] <= ago <= EARLY[1]]
        if not fitting:
            return self.flow.today - timedelta(days=self.rng.randint(*EARLY))
        return days.pop(self.rng.choice(fitting))

    def told(self, story: str, begins_at: datetime) -> list[Plan]:
        """A matter with its story."""
        plan = self._ordinary(story, begins_at)
        twin_at = plan.begins_at - timedelta(minutes=self.rng.randint(30, 200))
        twin = replace(plan, begins_at=twin_at, story="", source=Source.WORKER)
        return [twin, plan] if story == "merge" else [plan]

    def _ordinary(self, story: str, begins_at: datetime) -> Plan:
        rng = self.rng
        source = Source.WORKER if story == "self" else rng.choices(list(SOURCES), list(SOURCES.values()))[0]
        if story == "reopen":
            source = rng.choice((Source.PORTAL, Source.HOTLINE))
        fitting = [one for one in self.conditions if self._is_told(one, story)]
        if self.flow.is_stormy(self.flow.day_of(begins_at)):
            fitting = [one for one in fitting if one.category.minor_name in OF_WEATHER] or fitting
        condition = self._drawn(fitting)
        is_slow = rng.random() < SLOW.get(condition.handler_kind, USUALLY_SLOW)
        return Plan(
            begins_at, rng.choice(self.land.grids), condition, source, story,
            is_slow=story == "appeal" or (story not in ("extended", "suspended") and is_slow),
        )  # fmt: skip

    def _drawn(self, fitting: Sequence[FilingCondition]) -> FilingCondition:
        """By how often the kind of matter is seen, whatever the number of its conditions."""
        of_kind = Counter(one.category.minor_name for one in fitting)
        weights = [COMMON[one.category.minor_name] / of_kind[one.category.minor_name] for one in fitting]
        return self.rng.choices(fitting, weights)[0]

    def _is_told(self, one: FilingCondition, story: str) -> bool:
        """Whether such a matter can live through the story."""
        if story in ("extended", "not_extended", "suspended", "not_suspended", "appeal", "returned", "insisted"):
            return Unit(one.limit_unit).is_working and 4 <= _hours(one) <= 80
        return not one.category.is_enforcement if story == "self" else True


def _hours(one: FilingCondition) -> float:
    return one.limit_amount * (8 if one.limit_unit == Unit.WORKING_DAY else 1)
