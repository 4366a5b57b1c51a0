"""The demo town: land, people and rules, then three months of matters in the order of time.

Every matter is played by the acts that the desks call, and the timer comes by at each moment that is due. The same
seed, present moment and count give the same town, ids and passwords aside. A step that is refused is a fault of the
town and ends its making.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from wangge.cases.models import Entry
from wangge.interfaces.towns.demo_clock import let_time_pass
from wangge.interfaces.towns.demo_days import mark
from wangge.interfaces.towns.demo_flow import Flow
from wangge.interfaces.towns.demo_land import Land, make_land
from wangge.interfaces.towns.demo_life import Life
from wangge.interfaces.towns.demo_people import People, make_people, set_rules
from wangge.interfaces.towns.demo_pictures import make_pictures
from wangge.interfaces.towns.demo_plans import Plan, Planner, common_conditions
from wangge.interfaces.towns.demo_steps import Beats
from wangge.kernel import clock
from wangge.kernel.kept import expire_all
from wangge.kernel.workdays import current_calendar
from wangge.notices.actions import tell

TOLD_LATEST = 150


@dataclass
class Town:
    """What was made."""

    land: Land
    people: People
    plans: list[Plan]


def make_town(seed: int, cases: int, *, now: datetime, tell: Callable[[], object]) -> Town:
    """Make everything, up to this moment; `tell` hears of each case."""
    rng = random.Random(seed)  # noqa: S311
    land = make_land(rng)
    people = make_people(land, rng)
    set_rules(people, land)
    expire_all()
    calendar, pictures = current_calendar(), make_pictures(rng)
    plans = Planner(land, common_conditions(now), Flow(seed, calendar, now), rng).plans(cases)
    lives = (Life(land, people, plan, random.Random(f"{seed} {number}"), pictures, calendar)  # noqa: S311
             for number, plan in enumerate(plans))  # fmt: skip
    _play([life.beats() for life in lives], now, tell)
    mark(seed, cases, pictures, at=now)
    return Town(land, people, plans)


def show_to_the_demo_accounts() -> None:
    """The latest entries leave their notices; everything older stays silent."""
    newest = Entry.objects.select_related("case").order_by("-at", "-pk")[:TOLD_LATEST]
    for entry in reversed(list(newest)):
        tell(entry, at=entry.at)


def _play(lives: list[Beats], now: datetime, tell: Callable[[], object]) -> None:
    """Whoever comes first goes first; between two steps the timer does what has become due."""
    waiting = [(next(life), number) for number, life in enumerate(lives)]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] < now:
        at, number = heapq.heappop(waiting)
        let_time_pass(at)
        with clock.played_at(at):
            after = next(lives[number], None)
        if after is None:
            tell()
        else:
            heapq.heappush(waiting, (after, number))
    let_time_pass(now)
    for _each in waiting:
        tell()
