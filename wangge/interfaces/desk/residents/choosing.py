"""Which dwelling: found by an address as typed, shown in its standard spelling; and who lives there already."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.actors import Actor
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.cases.choosing import Choice, answer, number_in
from wangge.interfaces.shared.sight import sight_of
from wangge.registers.buildings import queries as buildings
from wangge.registers.buildings.models import Dwelling
from wangge.registers.people.codes import Relation
from wangge.registers.people.looking import residence_for
from wangge.registers.people.models import Household, Residence
from wangge.registers.people.queries import households_seen_by, residences_seen_by
from wangge.registers.people.rows import where_of
from wangge.registers.writing import KEEPERS

MOST_DOORS = 40
MOST_BUILDINGS = 3


@require_POST
@for_roles(*KEEPERS)
def dwellings(request: SignedIn) -> HttpResponse:
    """The dwellings that an address may mean."""
    return answer(request, lines_for)


@require_safe
@for_roles(*KEEPERS)
def door(request: SignedIn) -> HttpResponse:
    """Who lives in the chosen dwelling, and the households that somebody may join."""
    chosen = number_in(request.GET.get("dwelling"))
    found = buildings.dwellings_seen_by(request.actor).filter(pk=chosen).first()
    return TemplateResponse(request, "desk/residents/door.html", {"door": door_of(found, request.actor)})


class Door:
    """A dwelling with those who live there."""

    def __init__(self, dwelling: Dwelling, people: Sequence[Residence], households: Sequence[Household]) -> None:
        self.dwelling, self.people, self.households = dwelling, people, households

    @property
    def named(self) -> Iterable[tuple[Household, str]]:
        """Each household by its head, or by whoever is in it."""
        for household in self.households:
            members = [one for one in self.people if one.household_id == household.pk]
            head = next((one for one in members if one.relation == Relation.HEAD), None)
            yield household, (head or members[0]).masked_name if members else str(household)


def door_of(dwelling: Dwelling | None, actor: Actor) -> Door | None:
    """Two queries; nothing without a dwelling."""
    if dwelling is None:
        return None
    sight = sight_of(actor)
    people = residences_seen_by(actor).filter(dwelling=dwelling).order_by("household_id", "relation", "pk")
    households = households_seen_by(actor).filter(dwelling=dwelling, ended_on=None).order_by("pk")
    return Door(dwelling, [residence_for(one, sight) for one in people], list(households))


def fill(widget: Any, words: str, chosen: object, actor: Actor) -> None:
    """The lines of a chooser of dwellings in a form."""
    widget.words = words
    widget.lines = lines_for(words, chosen, actor)


def lines_for(words: str, chosen: object, actor: Actor) -> list[Choice]:
    """The door that is named, or the doors of the buildings that agree; and always the chosen one."""
    found = list(_doors(words, actor)) if words.strip() else []
    key = number_in(chosen)
    if key and key not in [one.pk for one in found]:
        found = [*buildings.dwellings_seen_by(actor).filter(pk=key), *found]
    return [line(one) for one in found]


def line(dwelling: Dwelling) -> Choice:
    """“文一路1号文锦苑5幢2单元301室 · 自住”, and in which grid."""
    return Choice(str(dwelling.pk), dwelling.address, str(dwelling.get_use_display()), where_of(dwelling.area_code))


def _doors(words: str, actor: Actor) -> Iterable[Dwelling]:
    candidates = buildings.geocode(words, actor)
    named = [each.dwelling for each in candidates if each.dwelling]
    if named:
        return named[:MOST_DOORS]
    near = [each.building for each in candidates[:MOST_BUILDINGS]]
    seen = buildings.dwellings_seen_by(actor).filter(building__in=near)
    return seen.order_by("building_id", "unit", "floor", "room")[:MOST_DOORS]
