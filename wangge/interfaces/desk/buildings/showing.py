"""The page of a building, floor by floor, and the page of a dwelling."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.actors import Actor
from wangge.accounts.roles import WORKING
from wangge.areas import queries as areas
from wangge.interfaces.desk.archive.forms import KeyedForm, ReasonForm
from wangge.interfaces.desk.archive.revealing import is_shown
from wangge.interfaces.desk.archive.tongue import told
from wangge.interfaces.desk.buildings.forms import UndoForm
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.sight import sight_of
from wangge.registers.buildings import queries
from wangge.registers.buildings.address import NONE
from wangge.registers.buildings.looking import dwelling_for, sees_owner
from wangge.registers.buildings.models import Building, Dwelling
from wangge.registers.organisations.queries import everything_seen_by, organisations_seen_by
from wangge.registers.people.looking import residence_for
from wangge.registers.people.queries import residences_seen_by
from wangge.registers.writing import KEEPERS

MOST_ORGANISATIONS = 100
MOST_GONE = 200


@dataclass(frozen=True)
class Door:
    """A dwelling as a cell of the grid, with how many live there (None for whom that is not told)."""

    dwelling: Dwelling
    people: int | None

    @property
    def number(self) -> str:
        """301, 东户."""
        return self.dwelling.room.removesuffix("室") if self.dwelling.room != NONE else self.dwelling.door


@dataclass
class Floor:
    """The doors of one floor."""

    number: int | None
    doors: list[Door] = field(default_factory=list)

    @property
    def name(self) -> str:
        """3 层, 地下 1 层."""
        if self.number is None:
            return _("其他")
        below = _("地下 %(floor)s 层") % {"floor": -self.number}
        return below if self.number < 0 else _("%(floor)s 层") % {"floor": self.number}


@dataclass
class Unit:
    """One staircase."""

    name: str
    floors: list[Floor] = field(default_factory=list)


@require_safe
@for_roles(*WORKING)
def building(request: SignedIn, pk: int) -> HttpResponse:
    """One building."""
    return building_page(request, building_of(request.actor, pk))


def building_page(request: SignedIn, building: Building, *, status: int = 200, **more: Any) -> HttpResponse:
    """Doors, organisations, place and story."""
    actor = request.actor
    doors = queries.dwellings_of(building)
    context = {
        "building": building,
        "path": areas.path_of(building.area_id).places,
        "units": list(_units(doors, _people(building, actor))),
        "uses": _uses(doors),
        "count": len(doors),
        "organisations": organisations_seen_by(actor).filter(building=building).order_by("name")[:MOST_ORGANISATIONS],
        "shape": _shape(building),
        "story": told(sight_of(actor), building),
        "may_write": actor.role in KEEPERS,
        "remove_form": KeyedForm(),
        **(_undoing(building, actor) if actor.role in KEEPERS else {}),
        **more,
    }
    return TemplateResponse(request, "desk/buildings/building.html", context, status=status)


@require_safe
@for_roles(*WORKING)
def dwelling(request: SignedIn, pk: int) -> HttpResponse:
    """One dwelling."""
    return dwelling_page(request, dwelling_of(request.actor, pk))


@require_POST
@never_cache
@for_roles(*KEEPERS)
def owner(request: SignedIn, pk: int) -> HttpResponse:
    """The owner and his phone, to somebody who says why."""
    found, form = dwelling_of(request.actor, pk), ReasonForm(request.POST)
    shown = is_shown(form, "dwelling", found.pk, found.area_code, request.actor)
    if "HX-Request" in request.headers:
        sight = sight_of(request.actor)
        context = {"dwelling": dwelling_for(found, sight), "sees_owner": sees_owner(sight), "keeps": True}
        context |= {"reveal_form": form, "revealed": shown}
        return TemplateResponse(request, "desk/buildings/owner.html", context, status=200 if shown else 422)
    return dwelling_page(request, found, reveal_form=form, revealed=shown, status=200 if shown else 422)


def dwelling_page(request: SignedIn, found: Dwelling, *, status: int = 200, **more: Any) -> HttpResponse:
    """Who lives and works there, whose it is, and its story."""
    actor = request.actor
    sight = sight_of(actor)
    people = residences_seen_by(actor).filter(dwelling=found).order_by("household_id", "relation", "pk")
    context = {
        "dwelling": dwelling_for(found, sight),
        "sees_owner": sees_owner(sight),
        "building": found.building,
        "path": areas.path_of(found.building.area_id).places,
        "people": [residence_for(one, sight) for one in people],
        "organisations": everything_seen_by(actor).filter(dwelling=found).order_by("closed_on", "name")[:20],
        "story": told(sight, found),
        "keeps": actor.role in KEEPERS,
        "remove_form": KeyedForm(),
        "reveal_form": ReasonForm(),
        "revealed": False,
        **more,
    }
    return TemplateResponse(request, "desk/buildings/dwelling.html", context, status=status)


def building_of(actor: Actor, pk: int) -> Building:
    """One building of the actor's ground; another does not exist."""
    return get_object_or_404(queries.buildings_seen_by(actor).select_related("compound"), pk=pk)


def dwelling_of(actor: Actor, pk: int) -> Dwelling:
    """One dwelling of the actor's ground; another does not exist."""
    return get_object_or_404(queries.dwellings_seen_by(actor).select_related("building__compound"), pk=pk)


def _units(doors: Iterable[Dwelling], people: Counter[int] | None) -> Iterator[Unit]:
    """The doors by unit and floor, which come in that order."""
    unit = Unit("")
    for each in doors:
        name = "" if each.unit == NONE else each.unit
        if not unit.floors or name != unit.name:
            if unit.floors:
                yield unit
            unit = Unit(name)
        if not unit.floors or unit.floors[-1].number != each.storey:
            unit.floors.append(Floor(each.storey))
        unit.floors[-1].doors.append(Door(each, people[each.pk] if people is not None else None))
    if unit.floors:
        yield unit


def _undoing(building: Building, actor: Actor) -> dict[str, Any]:
    """What may be undone here: the latest move into the building, and the removal of doors."""
    move = queries.moves_into(building).first()
    if move is not None and queries.is_undone(move):
        move = None
    gone = queries.gone_doors_seen_by(actor).filter(building=building).order_by("address", "pk")
    return {
        "move": move,
        "left": Building.objects.filter(pk=move.facts["left"]).first() if move else None,
        "gone": [(each, KeyedForm()) for each in gone[:MOST_GONE]],
        "undo_form": UndoForm(initial={"move": move.pk}) if move else None,
    }


def _people(building: Building, actor: Actor) -> Counter[int] | None:
    if actor.role not in KEEPERS:
        return None
    lived = residences_seen_by(actor).filter(dwelling__building=building).order_by()
    return Counter(dict(lived.values_list("dwelling").annotate(Count("person", distinct=True))))


def _uses(doors: Iterable[Dwelling]) -> list[tuple[str, int]]:
    counted = Counter(str(each.get_use_display()) for each in doors)
    return counted.most_common()


def _shape(building: Building) -> dict[str, Any]:
    if not building.footprint:
        return {}
    geometry = shapely.from_wkb(bytes(building.footprint)).__geo_interface__
    feature = {"type": "Feature", "properties": {"title": building.address, "tone": "accent"}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [feature]}
