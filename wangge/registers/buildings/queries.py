"""What is looked at: buildings and dwellings by area, by address as typed, by place."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from wangge.accounts.actors import Actor
from wangge.accounts.queries import within
from wangge.kernel.geo import box_around, distance_m
from wangge.registers.buildings.address import NONE, Address, spelled
from wangge.registers.buildings.models import Building, Dwelling

NEAR_METRES = 80.0
MOST = 50


def buildings_seen_by(actor: Actor) -> QuerySet[Building]:
    """The buildings of the actor's ground."""
    return Building.objects.filter(within(actor.area_code), is_gone=False) if actor.role else Building.objects.none()


def dwellings_seen_by(actor: Actor) -> QuerySet[Dwelling]:
    """The dwellings of the actor's ground."""
    return Dwelling.objects.filter(within(actor.area_code), is_gone=False) if actor.role else Dwelling.objects.none()


@dataclass(frozen=True)
class Candidate:
    """A place that an address may mean, and how sure that is (0 to 1)."""

    building: Building
    dwelling: Dwelling | None
    score: float


def geocode(text: str, actor: Actor) -> list[Candidate]:
    """Address text → buildings (and the door, where one is named), the surest first. At most two queries."""
    wanted = Address.read(text)
    found = list(matching(buildings_seen_by(actor), wanted.of_building)[:MOST])
    doors = _doors(wanted, found)
    told = [Candidate(one, doors.get(one.pk), _score(one, doors.get(one.pk), wanted)) for one in found]
    return sorted(told, key=lambda each: (-each.score, each.building.address))


def reverse(lon: float, lat: float, actor: Actor, *, metres: float = NEAR_METRES) -> list[tuple[Building, int]]:
    """Point → buildings within so many metres, the nearest first. One query."""
    west, south, east, north = box_around(lon, lat, metres)
    found = buildings_seen_by(actor).filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)[:MOST]
    far = [(one, round(distance_m(lon, lat, one.lon or 0, one.lat or 0))) for one in found]
    return sorted((each for each in far if each[1] <= metres), key=lambda each: each[1])


def matching(buildings: QuerySet[Building], wanted: Address) -> QuerySet[Building]:
    """The buildings that agree with every level that is named."""
    if wanted.plate != NONE:
        buildings = buildings.filter(plate=wanted.plate)
    if wanted.building != NONE:
        buildings = buildings.filter(name=wanted.building)
    for words in (wanted.road, wanted.compound):
        if words != NONE:
            buildings = buildings.filter(pk__in=RawSQL("SELECT buildings_found(%s)", [words]))
    return buildings.select_related("compound").order_by("address", "id")


def search(buildings: QuerySet[Building], text: str) -> QuerySet[Building]:
    """The buildings whose address holds what was typed, in whatever spelling."""
    return matching(buildings, Address.read(text).of_building) if spelled(text) else buildings


def _doors(wanted: Address, found: list[Building]) -> dict[int, Dwelling]:
    named = {name: value for name in ("unit", "floor", "room") if (value := getattr(wanted, name)) != NONE}
    if not named:
        return {}
    doors = Dwelling.objects.filter(Q(**named), building__in=found, is_gone=False).order_by("-id")
    return {door.building_id: door for door in doors}


def _score(building: Building, door: Dwelling | None, wanted: Address) -> float:
    """The share of the address that agrees: signs of the building that were typed, and the door."""
    typed = str(wanted.of_building)
    share = len(typed) / max(len(building.address), 1) if typed else 0.0
    has_door = (wanted.unit, wanted.floor, wanted.room) != (NONE, NONE, NONE)
    return round(min(share, 1.0) * (1.0 if door or not has_door else 0.7), 3)
