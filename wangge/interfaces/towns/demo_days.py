"""The demo town lives on: its own people take up what stands open, and new matters come as on any day.

Only a town that bears its mark in the database lives on, and only where the settings allow a demo. What has passed
since the last time is played in the order of time, by the same acts and the same generator as the town's past; each
step is a transaction of its own, so that a visitor at a desk waits for nobody and is never overwritten.
"""

import heapq
import logging
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Q

from wangge.accounts.actors import Actor
from wangge.cases.models import Case, FilingCondition
from wangge.cases.workflow import FINAL_STAGES, Stage
from wangge.interfaces.towns.demo_clock import let_time_pass
from wangge.interfaces.towns.demo_flow import Flow
from wangge.interfaces.towns.demo_land import CODE, Land
from wangge.interfaces.towns.demo_life import Life
from wangge.interfaces.towns.demo_people import People
from wangge.interfaces.towns.demo_pictures import Pair
from wangge.interfaces.towns.demo_plans import Plan, Planner, common_conditions, place_of_wait
from wangge.interfaces.towns.demo_steps import Beats
from wangge.interfaces.towns.demo_taken_up import TakenUp
from wangge.kernel import clock, record
from wangge.kernel.files import StoredFile
from wangge.kernel.models import Record
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.workdays import Calendar, current_calendar

MARK = UUID("5a1f0d6e-93c4-5f0b-8a51-27c0e5b9d310")
ROOM = "towns"
FOLK = Actor.machine_named("replay")
SHORTEST = timedelta(minutes=5)
NEWCOMERS = timedelta(days=10)
NIGHT = timedelta(hours=6)
LATEST = timedelta(hours=2)
MOST_STEPS = 1500
LIVING = Q(stage__in=sorted(set(Stage) - FINAL_STAGES))
log = logging.getLogger(__name__)


def mark(seed: int, cases: int, pictures: list[Pair], *, at: datetime) -> None:
    """This house was made as a demo. Runs inside the transaction that makes it."""
    kept = [[asdict(pair.before), asdict(pair.after)] for pair in pictures]
    facts: dict[str, Any] = {"seed": seed, "cases": cases, "pictures": kept}
    record.write(ROOM, "made", by=FOLK, at=at, key=MARK, area_code=CODE, facts=facts)


def live_on(now: datetime) -> int:
    """Live from the last time until now; answers how many steps were taken (0 where this is no demo)."""
    with open_scope(machine("replay")):
        made = Record.objects.filter(pk=MARK).first() if settings.HAS_DEMO else None
        lived = Record.objects.filter(room=ROOM, subject_id=str(MARK)).order_by("-at").first()
        since = (lived or made).at if made else now
        if made is None or now - since < SHORTEST:
            return 0
        days = Days.of(made, since, now)
    steps = days.play()
    with open_scope(machine("replay")):
        key = uuid5(MARK, now.isoformat())
        record.write(ROOM, "lived", by=FOLK, at=now, key=key, area_code=CODE, subject="town", subject_id=MARK)
    return steps


@dataclass
class Days:
    """The time since, and those who live in it."""

    seed: int
    since: datetime
    now: datetime
    land: Land
    people: People
    pictures: list[Pair]
    conditions: list[FilingCondition]
    calendar: Calendar
    waiting: list[tuple[datetime, int, Life, Beats]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    def of(cls, made: Record, since: datetime, now: datetime) -> "Days":
        """Read the town as it stands. Runs in a scope."""
        seed, people = int(made.facts["seed"]), People.found()
        pictures = [Pair(StoredFile.read(one), StoredFile.read(other)) for one, other in made.facts["pictures"]]
        return cls(
            seed, since, now, Land.found(), people, pictures, common_conditions(now), current_calendar()
        )  # fmt: skip

    def play(self) -> int:
        """First what came and stood; after a night, what shall wait at the desks of the demo accounts."""
        with open_scope(machine("replay")):
            for plan in self._newcomers():
                self._begin(plan)
            for case in Case.objects.filter(LIVING).order_by("collected_at", "place"):
                self._take_up(case)
        steps = self._play()
        if self._is_morning:
            with open_scope(machine("replay")):
                for plan in self._fresh():
                    self._begin(plan)
            steps += self._play()
        return steps

    def _play(self) -> int:
        """Whoever comes first goes first; between two steps the timer does what has become due."""
        steps = 0
        while self.waiting and steps < MOST_STEPS:
            at, _number, life, beats = heapq.heappop(self.waiting)
            _pass(at)
            steps += self._step(at, life, beats)
        _pass(self.now)
        return steps

    def _step(self, at: datetime, life: Life, beats: Beats) -> bool:
        """One step of one matter, and where it goes from there. A refusal is no fault: somebody was faster."""
        try:
            with clock.played_at(at), open_scope(machine("replay"), acts=True):
                before = _standing(life)
                if isinstance(life, TakenUp) and before != life.case.entry_count:
                    self._take_up(Case.objects.get(pk=life.case.pk), at)
                    return False
                after = next(beats, None)
                is_moved = _standing(life) != before
                self._go_on(life, beats, after, is_moved=is_moved)
                return is_moved
        except Refused as refused:
            log.info("demo: %s: %s", life.plan.story or "-", refused)
        except Exception:
            log.exception("demo: a step was not taken")
        return False

    def _go_on(self, life: Life, beats: Beats, after: datetime | None, *, is_moved: bool) -> None:
        if isinstance(life, TakenUp) and is_moved:
            self._take_up(Case.objects.get(pk=life.case.pk))
        elif after is not None:
            self._wait(after, life, beats)

    def _wait(self, at: datetime, life: Life, beats: Beats) -> None:
        at = max(at, self.since)
        if at < self.now:
            heapq.heappush(self.waiting, (at, next(self.numbers), life, beats))

    def _begin(self, plan: Plan) -> None:
        rng = self._lot(f"{plan.begins_at.isoformat()} {plan.stop or plan.story}")
        life = Life(self.land, self.people, plan, rng, self.pictures, self.calendar)
        beats = life.beats()
        self._wait(next(beats), life, beats)

    def _take_up(self, case: Case, at: datetime | None = None) -> None:
        """The next step of a matter depends on nothing but where it stands."""
        if case.stage in FINAL_STAGES:
            return
        grid = next((one for one in self.land.grids if one.code == case.area_code), None)
        if grid is None:
            return
        lot = f"{case.collected_at.isoformat()} {case.place}"  # not its number: that is the database's affair
        plan = self._planner_of(self._lot(lot)).taken_up(case, grid)
        rng = self._lot(f"{lot} {case.entry_count}")
        is_held = grid.pk == self.land.grids[0].pk
        life = TakenUp(self.land, self.people, plan, rng, self.pictures, self.calendar, is_held=is_held)
        life.case = case
        beats = life.beats()
        first = next(beats, None)
        if first is not None:
            self._wait(max(first, at or first), life, beats)

    def _newcomers(self) -> list[Plan]:
        """The matters of the days since; in the morning, the latest ones are those that wait (`_fresh`)."""
        first, last = max(self.since, self.now - NEWCOMERS), self.now - (LATEST if self._is_morning else timedelta(0))
        day, plans = self._flow.day_of(first), list[Plan]()
        while day <= self._flow.today:
            rng = self._lot(f"plans {day}")
            told = [self._planner_of(rng).newcomer(moment) for moment in self._flow.of_day(day)]
            keyed = [replace(plan, key=uuid5(MARK, f"{day} {number}")) for number, plan in enumerate(told)]
            plans += [plan for plan in keyed if first < plan.begins_at < last]
            day += timedelta(days=1)
        return plans

    @property
    def _is_morning(self) -> bool:
        """Whether nobody has looked for a night or longer."""
        return self.now - self.since > NIGHT

    def _fresh(self) -> list[Plan]:
        """What nobody at home waits for any more, as far as it can have begun since."""
        home = Case.objects.filter(LIVING, area_code=self.land.grids[0].code, late_at=None, stage_late_at=None)
        standing = {place_of_wait(case) for case in home}
        planner = self._planner_of(self._lot(f"today {self._flow.today}"))
        return [plan for plan in planner.waiting()
                if plan.begins_at > self.since and (plan.stop, plan.level) not in standing]  # fmt: skip

    @property
    def _flow(self) -> Flow:
        return Flow(self.seed, self.calendar, self.now)

    def _planner_of(self, rng: random.Random) -> Planner:
        return Planner(self.land, self.conditions, self._flow, rng)

    def _lot(self, name: str) -> random.Random:
        return random.Random(f"{self.seed} {name}")  # noqa: S311


def _pass(until: datetime) -> None:
    try:
        let_time_pass(until)
    except RuntimeError:
        log.exception("demo: the timer")


def _standing(life: Life) -> int:
    """How many entries the case of this life has; 0 before the first."""
    case = getattr(life, "case", None)
    return Case.objects.values_list("entry_count", flat=True).get(pk=case.pk) if case else 0
