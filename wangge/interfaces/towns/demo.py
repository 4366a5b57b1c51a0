"""The demo town: land, people and rules, then matters day by day through the acts that the desks call."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.cases.models import Case, Entry, FilingCondition, Source
from wangge.interfaces.towns.demo_land import Land, make_land
from wangge.interfaces.towns.demo_life import Life, Plan
from wangge.interfaces.towns.demo_people import People, make_people, set_rules
from wangge.interfaces.towns.demo_pictures import Pair, make_pictures
from wangge.interfaces.towns.demo_words import COMMON
from wangge.kernel import clock
from wangge.kernel.kept import expire_all
from wangge.notices.actions import tell

PAST_DAYS = 92
TOLD_LATEST = 150
HOURS = (0, 0, 0, 0, 0, 1, 3, 8, 14, 16, 14, 9, 5, 7, 12, 13, 11, 8, 7, 6, 4, 2, 1, 1)
WEEKDAYS = (12, 11, 10, 10, 11, 7, 6)
SOURCES = {
    Source.WORKER: 54, Source.PORTAL: 18, Source.HOTLINE: 15, Source.DESK: 7, Source.VIDEO: 4, Source.SUPERIOR: 2
}  # fmt: skip
# Where each of the newest matters stands still, so that every desk finds work waiting.
STOPS = (
    "collect", "verify", "file", "dispatch", "accept", "return", "extension", "suspension", "feedback", "check",
    "close", "evaluate", "void", "suspended", "whistle", "appeal", "rework", "reopen",
)  # fmt: skip
SPECIAL = {"decline": 4, "merge": 3, "untrue": 2, "voided": 2, "self": 7, "returned": 4, "insisted": 2, "extended": 5,
           "suspended": 3, "whistle": 7, "rework": 6, "reopen": 4, "appeal": 3, "urged": 6, "supervised": 3,
           "": 70}  # fmt: skip


@dataclass
class Town:
    """What was made."""

    land: Land
    people: People
    conditions: list[FilingCondition]
    pictures: list[Pair]
    rng: random.Random
    now: datetime
    made: int = 0
    open_cases: list[Case] = field(default_factory=list)


def make_town(seed: int, cases: int, *, tell: Callable[[], object]) -> Town:
    """Make everything; `tell` hears of each case."""
    rng, now = random.Random(seed), clock.now()  # noqa: S311
    land = make_land(rng)
    people = make_people(land, rng)
    set_rules(people, land)
    expire_all()
    town = Town(land, people, _conditions(), make_pictures(rng), rng, now)
    for plan in sorted(_plans(town, cases), key=lambda each: each.begins_at):
        Life(town.land, town.people, town.pictures, rng, now, plan).live(town.open_cases)
        town.made += 1
        tell()
    return town


def show_to_the_demo_accounts(town: Town) -> None:
    """The latest entries leave their notices; everything older stays silent."""
    newest = list(Entry.objects.select_related("case", "assignment__department").order_by("-at")[:TOLD_LATEST])
    for entry in reversed(newest):
        tell(entry, at=entry.at)


def _conditions() -> list[FilingCondition]:
    found = FilingCondition.objects.select_related("category__version").filter(
        to_on=None, category__to_on=None, category__minor_name__in=COMMON, season="", limit_amount__gt=0
    )
    chosen = [one for one in found.order_by("category__version__code", "category__kind", "category_id", "number")
              if one.is_in_force(clock.today()) and one.category.version.code != "GBT30428.2-2013"]  # fmt: skip
    if not chosen:
        raise TypeError("none of the common matters is in the shipped catalogue")
    return chosen


def _plans(town: Town, cases: int) -> list[Plan]:
    showcases = _showcases(town)[:cases]
    return [_plan(town) for _each in range(cases - len(showcases))] + showcases


def _plan(town: Town) -> Plan:
    """A matter of some day and hour of the past; a few stand still for good and become late."""
    rng = town.rng
    special = rng.choices(list(SPECIAL), list(SPECIAL.values()))[0]
    source = Source.WORKER if special == "self" else rng.choices(list(SOURCES), list(SOURCES.values()))[0]
    begins_at = _moment(town)
    is_stuck = rng.random() < 0.05 and town.now - begins_at < timedelta(days=12)
    return Plan(
        begins_at, rng.choice(town.land.grids), rng.choice(_fitting(town, special)), source, special,
        stop=rng.choice(("file", "dispatch", "accept", "close")) if is_stuck else "", is_slow=rng.random() < 0.11,
    )  # fmt: skip


def _showcases(town: Town) -> list[Plan]:
    """For each account that shows a role, matters of the last days that wait for it."""
    first = town.land.grids[0]
    plans = []
    for number, stop in enumerate(STOPS * 4):
        grid = first if number < len(STOPS) * 2 else town.rng.choice(town.land.grids)
        source = (Source.WORKER, Source.HOTLINE, Source.PORTAL)[number % 3]
        kinds = _of_first_department(town) if number % 2 else town.conditions
        begins_at = town.now - timedelta(hours=town.rng.uniform(3, 30))
        level = ("community", "street", "district", "")[number // len(STOPS)]
        plans.append(Plan(begins_at, grid, town.rng.choice(kinds), source, "", stop=stop, is_quick=True, level=level))
    return plans


def _of_first_department(town: Town) -> Sequence[FilingCondition]:
    return [one for one in town.conditions if one.handler_kind == "enforcement"] or town.conditions


def _fitting(town: Town, special: str) -> Sequence[FilingCondition]:
    if special != "self":
        return town.conditions
    return [one for one in town.conditions if not one.category.is_enforcement] or town.conditions


def _moment(town: Town) -> datetime:
    rng, zone = town.rng, ZoneInfo(settings.TIME_ZONE)
    while True:
        day = (town.now - timedelta(days=rng.uniform(0.05, PAST_DAYS))).astimezone(zone)
        if rng.random() > WEEKDAYS[day.weekday()] / max(WEEKDAYS):
            continue
        hour = rng.choices(range(24), HOURS)[0]
        moment = day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0)
        if moment < town.now - timedelta(minutes=40):
            return moment
