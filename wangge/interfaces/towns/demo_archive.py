"""The archive of the demo town: who lives and works in it, made from a seed, of any size.

Building after building is filled until so many people live here; what a building holds follows from the seed and its
number, so the same seed gives the same archive, and a larger one begins with the smaller. Only a town that bears the
demo's mark is ever filled. Numbers of documents use a division that does not exist, phones a range that nobody has.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from uuid import uuid5

from wangge.accounts.actors import Actor
from wangge.interfaces.towns.demo_days import MARK, ROOM
from wangge.interfaces.towns.demo_dwellers import Dweller, Dwellers
from wangge.interfaces.towns.demo_filling import Filled, House, fill
from wangge.interfaces.towns.demo_land import CODE, Land
from wangge.interfaces.towns.demo_shops import keep_shop
from wangge.interfaces.towns.demo_sites import Door, Site, doors_of, sites
from wangge.kernel import clock, history, record
from wangge.kernel.models import Record
from wangge.kernel.scope import machine, open_scope
from wangge.registers.counting.folding import fold

PEOPLE = 3_000
BATCH = 10_000
FOLD_EACH = 200_000
BY = Actor.machine_named("import")


@dataclass(frozen=True)
class Standing:
    """How far the archive has been filled; people and shops have each a number of their own."""

    buildings: int = 0
    people: int = 0
    numbers: int = 0

    @classmethod
    def found(cls) -> "Standing":
        """As the last batch has left it."""
        last = Record.objects.filter(room=ROOM, act="peopled").order_by("-recorded_at", "-at").first()
        return cls(**last.facts) if last else cls()

    def after(self, filled: Filled) -> "Standing":
        """One building more."""
        return Standing(self.buildings + 1, self.people + filled.people, filled.last_number)


class NoDemo(RuntimeError):
    """The district is not the demo town."""


def people_the_town(people: int, *, today: date, tell: Callable[[int], object]) -> tuple[Standing, Standing]:
    """Fill the archive until so many live here, from where it stood; each batch is a transaction, told to `tell`."""
    with open_scope(machine("import")):
        made = Record.objects.filter(pk=MARK).first()
        if made is None:
            raise NoDemo
        seed, land, standing = int(made.facts["seed"]), Land.found(), Standing.found()
    began = standing
    waiting = itertools.islice(sites(seed, land), standing.buildings, None)
    while standing.people < people:
        before = standing.people
        with open_scope(machine("import"), acts=True):
            standing = _batch(seed, waiting, standing, people, today)
        tell(standing.people)
        if standing.people >= people or standing.people // FOLD_EACH > before // FOLD_EACH:
            with open_scope(machine("import")):
                fold()
    return began, standing


def _batch(seed: int, waiting: Iterator[Site], standing: Standing, people: int, today: date) -> Standing:
    """Some thousand people more, and the mark of how far we have come."""
    history.because("", via="demo")
    most, filled = min(people, standing.people + BATCH), list[Filled]()
    while standing.people < most:
        filled.append(_house(seed, next(waiting), standing.numbers, today))
        standing = standing.after(filled[-1])
    fill(filled)
    key, facts = uuid5(MARK, f"archive {standing.buildings}"), asdict(standing)
    record.write(ROOM, "peopled", by=BY, at=clock.now(), key=key, area_code=CODE, subject="archive", facts=facts)
    return standing


def _house(seed: int, site: Site, count: int, today: date) -> Filled:
    """One building with all that is in it; `count` numbers have been given before."""
    rng = random.Random(f"{seed} house {site.number}")  # noqa: S311
    dwellers = Dwellers(rng, today, count, site)
    houses = [_door(door, dwellers, rng, today) for door in doors_of(site, rng)]
    return Filled(site, houses, dwellers.count)


def _door(door: Door, dwellers: Dwellers, rng: random.Random, today: date) -> House:
    families: list[list[Dweller]] = dwellers.families(door)
    shops = [keep_shop(door, dwellers, rng, today) for _each in range(door.shops)]
    return House(door, families, shops, dwellers.owner(door))
