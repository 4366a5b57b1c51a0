"""What a department has asked this worker to mind at a door: shown where he visits, to nobody but whom it names."""

from collections.abc import Collection
from dataclasses import replace

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangge.accounts.actors import Actor
from wangge.cases import naming
from wangge.interfaces.field.doors import Matter, with_matter
from wangge.interfaces.shared.access import SignedIn
from wangge.interfaces.shared.cases.known import building_of
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock
from wangge.registers.buildings.models import Building
from wangge.registers.people import looking
from wangge.registers.people.reminders import ToMind, reminders_told_at


@never_cache
@require_safe
@with_matter
def show(request: SignedIn, matter: Matter) -> HttpResponse:
    """A part of the page of a case: with those who live at its place, and those whom it names."""
    told = [] if matter.is_elsewhere else _of_case(matter, request.actor)
    return TemplateResponse(request, "field/mind.html", {"to_mind": told})


def to_mind(building: Building | None, actor: Actor, people: Collection[int] = ()) -> list[ToMind]:
    """What this worker is told of a building and of these people; each leaves its look."""
    told = reminders_told_at(building.pk if building else None, actor, people)
    looking.read_reminders([one.reminder for one in told], by=actor, at=clock.now())
    sight = sight_of(actor)
    return [replace(one, home=looking.residence_for(one.home, sight)) for one in told]


def _of_case(matter: Matter, actor: Actor) -> list[ToMind]:
    named = [one.kept_person for one in naming.listed_in(matter.case, actor)]
    return to_mind(building_of(matter.case, actor), actor, [person.pk for person in named if person])
