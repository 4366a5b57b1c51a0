"""How one invented matter takes a step: it says when, the town lets the time pass, then it calls the act."""

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wangge.accounts.actors import Actor
from wangge.cases.models import Assignment, AttachmentKind, Source
from wangge.cases.stages import collect
from wangge.cases.visit import Subject, Visit
from wangge.interfaces.towns import demo_words as words
from wangge.interfaces.towns.demo_cast import Cast
from wangge.interfaces.towns.demo_land import place_of
from wangge.interfaces.towns.demo_pictures import Pair
from wangge.kernel.ids import new_id
from wangge.kernel.workdays import SECOND, Calendar, Unit

Beats = Generator[datetime, None, None]
"""Each moment that is handed out is the moment of the next step; the town comes back when it has come."""
Photos = tuple[tuple[Any, AttachmentKind], ...]
QUICK_HOURS = 0.08


class StandsStill(Exception):
    """Here the plan ends: the matter waits for whoever looks at the demo town."""


@dataclass
class Steps(Cast):
    """The clock, the pictures and the words of one matter."""

    rng: random.Random
    pictures: list[Pair]
    calendar: Calendar
    at: datetime = field(init=False)
    pair: Pair = field(init=False)

    def begin(self) -> Beats:
        """The report that opens the case."""
        self.at, self.pair = self.plan.begins_at, self.rng.choice(self.pictures)
        yield self.at
        photos: Photos = ((self.pair.before, AttachmentKind.BEFORE),) if self.plan.source != Source.HOTLINE else ()
        visit = Visit(self.reports(), self.at, self.plan.key or new_id(), {"description": self._description()}, photos)
        self.case = collect.collect(self._report(), visit).case

    def wait(self, hours: float) -> Beats:
        """About so many working hours; a matter of emergency hours runs day and night, and faster."""
        if self.plan.is_quick:
            hours = QUICK_HOURS * self.rng.uniform(0.6, 1.4)
        return self.until(self._later(hours))

    def until(self, moment: datetime) -> Beats:
        """Nothing happens before that moment."""
        yield moment
        self.at = moment
        self.case.refresh_from_db()

    def take(
        self,
        act: Callable[..., object],
        by: Actor,
        *,
        on: Subject | None = None,
        photos: Photos = (),
        said: dict[str, str] | None = None,
        **facts: Any,
    ) -> None:
        """One step at the moment that has come."""
        act(on or self.case, Visit(by, self.at, new_id(), said or {}, photos), **facts)
        self.case.refresh_from_db()

    def stop_at(self, name: str) -> None:
        """Stand still where the plan says so."""
        if self.plan.stop == name:
            raise StandsStill

    def tells(self, *stories: str) -> bool:
        """Whether the plan is one of these, or stands still in it."""
        return self.plan.story in stories or self.plan.stop in stories

    def answer_at(self, mine: Assignment) -> datetime:
        """When the department answers: within what is left of its limit, or after it."""
        if self.plan.is_quick:
            soon = self._later(QUICK_HOURS * self.rng.uniform(0.6, 1.4))
            return max(soon, self.plan.rests_until or soon)
        share = self.rng.uniform(1.05, 1.4) if self.plan.is_slow else self.rng.uniform(0.12, 0.85)
        if Unit(mine.limit_unit).is_working:
            start, end = self.calendar.worked(self.at), self.calendar.worked(mine.due_at)
            moment = self.calendar.moment(start + max(60 * SECOND, int((end - start) * share)))
        else:
            moment = self.at + max(timedelta(minutes=5), (mine.due_at - self.at) * share)
        return max(moment, self.at + timedelta(minutes=3))

    def _later(self, hours: float) -> datetime:
        if self.plan.condition.limit_unit == Unit.EMERGENCY_HOUR and not self.plan.is_quick:
            return self.at + timedelta(hours=hours * 0.3)
        return self.calendar.moment(self.calendar.worked(self.at) + int(hours * 3600 * SECOND))

    def _report(self) -> collect.Report:
        plan, rng = self.plan, self.rng
        lon, lat = self.land.spot(plan.grid, rng)
        is_resident = plan.source in (Source.PORTAL, Source.HOTLINE)
        is_known = plan.source != Source.PORTAL or rng.random() < 0.6
        return collect.Report(
            source=plan.source, area=place_of(plan.grid), place=self.place(), lon=lon, lat=lat,
            category=plan.condition.category if is_known else None,
            reporter_name=self._reporter() if is_resident else "",
            reporter_phone=f"199{rng.randrange(10**8):08d}" if is_resident else "",
            is_urgent=rng.random() < 0.04, wants_receipt=is_resident,
        )  # fmt: skip

    def place(self) -> str:
        """An invented address."""
        road, other = self.rng.sample(words.ROADS, 2)
        spot = self.rng.choice(words.SPOTS)
        return spot.format(road=road, other=other, n=self.rng.randint(2, 388), m=self.rng.randint(1, 18))

    def _description(self) -> str:
        condition = self.plan.condition
        said, more = self.rng.choice(words.SEEN), self.rng.choice(words.MORE)
        return said.format(what=condition.category.minor_name, text=condition.text.rstrip("。；"), more=more)

    def _reporter(self) -> str:
        return self.rng.choice(words.FAMILY) + self.rng.choice(("先生", "女士", *words.GIVEN))


def of_life(beats: Beats) -> Beats:
    """The same beats; where the matter stands still, they end."""
    try:
        yield from beats
    except StandsStill:
        return
