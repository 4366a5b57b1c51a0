"""One row of a list of residents: masked, with age, door and what care is needed. Two queries for all rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wangge.areas import queries as areas
from wangge.areas.levels import Level
from wangge.kernel.among import among
from wangge.registers.basis.sight import Sight
from wangge.registers.people.codes import Relation
from wangge.registers.people.looking import needs_for, person_for, residence_for
from wangge.registers.people.models import CareNeed, Household, Person, Residence


@dataclass(frozen=True)
class Row:
    """A residence; `person` is missing where somebody now lives out of sight."""

    residence: Residence
    person: Person | None
    age: int | None
    where: str
    needs: Sequence[CareNeed]


def of_residences(residences: Sequence[Residence], today: date, sight: Sight) -> list[Row]:
    """Rows of residences loaded with their dwelling, as somebody sees them."""
    found = Person.objects.filter(among("pk", {one.person_id for one in residences}))
    people = {one.pk: person_for(one, sight) for one in found}
    needs: dict[int, list[CareNeed]] = {}
    for need in CareNeed.objects.filter(among("person_id", people), to_on=None).order_by("kind"):
        needs.setdefault(need.person_id, []).append(need)
    return [
        _row(
            residence_for(one, sight),
            people.get(one.person_id),
            needs_for(needs.get(one.person_id, []), sight),
            today,
        )
        for one in residences
    ]


@dataclass(frozen=True)
class Home:
    """A household in a list: its head, or whoever is first where it has none."""

    household: Household
    first: Residence | None
    has_head: bool
    size: int
    where: str


def of_households(households: Sequence[Household], sight: Sight) -> list[Home]:
    """Rows of households loaded with their dwelling. One query."""
    members: dict[int, list[Residence]] = defaultdict(list)
    for one in Residence.objects.filter(household__in=households, to_on=None).order_by("relation", "pk"):
        members[one.household_id or 0].append(one)
    return [_home(each, members[each.pk], sight) for each in households]


def _home(household: Household, members: Sequence[Residence], sight: Sight) -> Home:
    head = next((one for one in members if one.relation == Relation.HEAD), None)
    first = head or next(iter(members), None)
    shown = residence_for(first, sight) if first else None
    return Home(household, shown, head is not None, len(members), where_of(household.area_code))


def _row(residence: Residence, person: Person | None, needs: Sequence[CareNeed], today: date) -> Row:
    age = person.age_on(today) if person else None
    return Row(residence, person, age, where_of(residence.area_code), needs if residence.is_current else ())


def where_of(area_code: str) -> str:
    """Community and grid of a code, from memory."""
    place = areas.place_of(area_code)
    if place is None:
        return area_code
    shown = (Level.COMMUNITY, Level.GRID, Level.MICRO)
    return " · ".join(each.name for each in areas.path_of(place.id).places if each.level in shown) or place.name
