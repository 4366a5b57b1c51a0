"""What the archive knows of a place, so that nothing is asked twice: its building, compound and organisations."""

from collections.abc import Sequence
from dataclasses import dataclass

from wangge.accounts.actors import Actor
from wangge.cases.models import Case
from wangge.registers.buildings import queries
from wangge.registers.buildings.models import Building
from wangge.registers.organisations.models import Organisation
from wangge.registers.organisations.queries import organisations_seen_by

AT_THE_DOOR, SURE, MOST_ORGANISATIONS = 30.0, 0.6, 5


@dataclass(frozen=True)
class Known:
    """A building of the actor's ground; `more` counts the organisations that are not shown."""

    building: Building
    organisations: Sequence[Organisation]
    more: int


def known_at(position: tuple[float, float] | None, words: str, actor: Actor) -> Known | None:
    """What stands at a position, or where the words surely mean; None where the archive knows nothing."""
    building = building_at(position, words, actor)
    if building is None:
        return None
    here = list(organisations_seen_by(actor).filter(building=building).order_by("name", "pk"))
    return Known(building, here[:MOST_ORGANISATIONS], max(len(here) - MOST_ORGANISATIONS, 0))


def building_of(case: Case, actor: Actor) -> Building | None:
    """The building at the point of the case, or the one that the words of its place surely mean."""
    position = None if case.lon is None or case.lat is None else (case.lon, case.lat)
    return building_at(position, case.place, actor)


def building_at(position: tuple[float, float] | None, words: str, actor: Actor) -> Building | None:
    """The building at the position, or the one that the words surely mean."""
    if position:
        near = queries.reverse(*position, actor, metres=AT_THE_DOOR)
        if near:
            return near[0][0]
    told = queries.geocode(words, actor) if words.strip() else []
    return told[0].building if told and told[0].score >= SURE else None
