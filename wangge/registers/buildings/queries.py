"""What is looked at: buildings and dwellings by area, by address as typed, by place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import shapely
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from wangge.accounts.actors import Actor
from wangge.accounts.queries import within
from wangge.areas import queries as areas
from wangge.kernel.geo import box_around, distance_m
from wangge.kernel.models import Record
from wangge.registers.buildings.address import NONE, Address
from wangge.registers.buildings.models import Building, Dwelling

NEAR_METRES = 80.0
MOST, MOST_NEAR, MOST_DOORS = 50, 500, 2000
WEIGHTS = {"road": 2, "plate": 3, "compound": 3, "building": 4}


def buildings_seen_by(actor: Actor) -> QuerySet[Building]:
    """The buildings of the actor's ground."""
    return Building.objects.filter(within(actor.area_code), is_gone=False) if actor.role else Building.objects.none()


def gone_seen_by(actor: Actor) -> QuerySet[Building]:
    """The buildings of the actor's ground that stand no longer."""
    return Building.objects.filter(within(actor.area_code), is_gone=True) if actor.role else Building.objects.none()


def dwellings_seen_by(actor: Actor) -> QuerySet[Dwelling]:
    """The dwellings of the actor's ground."""
    return Dwelling.objects.filter(within(actor.area_code), is_gone=False) if actor.role else Dwelling.objects.none()


def gone_doors_seen_by(actor: Actor) -> QuerySet[Dwelling]:
    """The dwellings of the actor's ground that were removed."""
    return Dwelling.objects.filter(within(actor.area_code), is_gone=True) if actor.role else Dwelling.objects.none()


def moves_into(building: Building) -> QuerySet[Record]:
    """The moves of all dwellings of another building into this one, the latest first."""
    return _records_of("dwellings_moved", str(building.pk)).order_by("-at", "-recorded_at")


def is_undone(move: Record) -> bool:
    """Whether the dwellings went back."""
    return _records_of("move_undone", move.subject_id).filter(facts__move=str(move.key)).exists()


def _records_of(act: str, building: str) -> QuerySet[Record]:
    table = Building._meta.db_table
    return Record.objects.filter(room="buildings", act=act, subject=table, subject_id=building)


@dataclass(frozen=True)
class Candidate:
    """A place that an address may mean, and how sure that is (0 to 1)."""

    building: Building
    dwelling: Dwelling | None
    score: float


def geocode(text: str, actor: Actor) -> list[Candidate]:
    """Address text → buildings (and the door, where one is named), the surest first. At most six queries."""
    wanted = read_here(text, actor)
    found = _found(buildings_seen_by(actor), wanted)
    doors = _doors(wanted, found)
    told = [Candidate(one, doors.get(one.pk), _score(one, doors.get(one.pk), wanted)) for one in found]
    return sorted(told, key=lambda each: (-each.score, len(each.building.address), each.building.address))


def read_here(text: str, actor: Actor) -> Address:
    """An address as somebody of this area types it."""
    return Address.read(text, areas=areas.names_along(actor.area_code))


def reverse(lon: float, lat: float, actor: Actor, *, metres: float = NEAR_METRES) -> list[tuple[Building, int]]:
    """Point → buildings within so many metres (0 inside a footprint), the nearest first. One query."""
    west, south, east, north = box_around(lon, lat, metres)
    near = buildings_seen_by(actor).filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    far = [(one, _metres_to(one, lon, lat)) for one in near[:MOST_NEAR]]
    return sorted((each for each in far if each[1] <= metres), key=lambda each: (each[1], each[0].address))


def search(buildings: QuerySet[Building], text: str, actor: Actor) -> QuerySet[Building]:
    """The buildings whose address holds what was typed, in whatever spelling; without an order."""
    wanted = read_here(text, actor).of_building
    if wanted == Address():
        return buildings
    first, *others = [matching(buildings, each) for each in _readings(wanted)]
    return next((each for each in [first, *others] if each.exists()), first) if others else first


def search_dwellings(dwellings: QuerySet[Dwelling], text: str, actor: Actor) -> QuerySet[Dwelling]:
    """The doors of the buildings that an address names, and of those the doors that it names."""
    wanted = read_here(text, actor)
    if wanted == Address():
        return dwellings
    named = {name: value for name in ("unit", "floor", "room") if (value := getattr(wanted, name)) != NONE}
    if wanted.of_building == Address():
        return dwellings.filter(**named)
    found = search(buildings_seen_by(actor), text, actor)
    return dwellings.filter(building__in=found, **named)


@dataclass(frozen=True)
class DwellingFilters:
    """How a list of dwellings is narrowed."""

    text: str = ""
    area: str = ""
    use: str = ""

    def apply(self, actor: Actor, today: date) -> QuerySet[Dwelling]:
        """The dwellings that are left."""
        found = dwellings_seen_by(actor)
        if self.area:
            found = found.filter(within(self.area))
        if self.use:
            found = found.filter(use=self.use)
        return search_dwellings(found, self.text, actor)


def matching(buildings: QuerySet[Building], wanted: Address) -> QuerySet[Building]:
    """The buildings that agree with every level that is named."""
    if wanted.plate != NONE:
        buildings = buildings.filter(plate=wanted.plate)
    if wanted.building != NONE:
        buildings = buildings.filter(name=wanted.building)
    for words in wanted.runs():
        buildings = buildings.filter(pk__in=RawSQL("SELECT buildings_found(%s)", [words]))
    return buildings


def dwellings_of(building: Building) -> list[Dwelling]:
    """The doors of a building, unit by unit, from the top floor down."""
    doors = Dwelling.objects.filter(building=building, is_gone=False).order_by("unit", "room", "id")[:MOST_DOORS]
    return sorted(doors, key=lambda door: (_number(door.unit), -(door.storey or 0), _number(door.room)))


def _readings(wanted: Address) -> Iterator[Address]:
    yield wanted
    yield from wanted.other_readings()


def _found(buildings: QuerySet[Building], wanted: Address) -> list[Building]:
    """Those of the first reading under which there are any."""
    if wanted.of_building == Address():
        return []
    for each in _readings(wanted.of_building):
        if found := list(matching(buildings, each).select_related("compound").order_by("address", "id")[:MOST]):
            return found
    return []


def _doors(wanted: Address, found: list[Building]) -> dict[int, Dwelling]:
    named = {name: value for name in ("unit", "floor", "room") if (value := getattr(wanted, name)) != NONE}
    if not named or not found:
        return {}
    doors = Dwelling.objects.filter(Q(**named), building__in=found, is_gone=False).order_by("-id")
    return {door.building_id: door for door in doors}


def _score(building: Building, door: Dwelling | None, wanted: Address) -> float:
    """0 to 1: how much of what was typed agrees, how much of the building was typed, whether its door is known."""
    held = Address.read(building.told())
    typed = _weight(name for name in WEIGHTS if getattr(wanted, name) != NONE)
    known = _weight(name for name in WEIGHTS if getattr(held, name) != NONE)
    agreed = sum(weight * _likeness(getattr(wanted, name), getattr(held, name)) for name, weight in WEIGHTS.items())
    if not typed or not known:
        return 0.0
    score = agreed / typed * (0.5 + 0.5 * min(agreed / known, 1.0))
    return round(score * (1.0 if door or not wanted.has_door else 0.7), 3)


def _metres_to(building: Building, lon: float, lat: float) -> int:
    if building.footprint and shapely.intersects_xy(shapely.from_wkb(bytes(building.footprint)), lon, lat):
        return 0
    return round(distance_m(lon, lat, building.lon or 0, building.lat or 0))


def _weight(names: Iterable[str]) -> int:
    return sum(WEIGHTS[name] for name in names)


def _likeness(typed: str, held: str) -> float:
    """1 for the same, less where one holds the other, 0 where they differ or one is not there."""
    if NONE in (typed, held):
        return 0.0
    if typed == held:
        return 1.0
    return 0.8 if typed in held or held in typed else 0.0


def _number(level: str) -> tuple[int, str]:
    """10单元 stands behind 9单元."""
    digits = re.search("[0-9]+", level)
    return int(digits[0]) if digits else 0, level
