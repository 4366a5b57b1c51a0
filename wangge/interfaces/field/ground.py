"""The worker's own ground on a map, with what is open there."""

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wangge.accounts.actors import Actor
from wangge.cases.access import seen_by
from wangge.cases.models import OPEN, Case
from wangge.interfaces.field.doors import worker
from wangge.interfaces.shared.access import SignedIn
from wangge.interfaces.shared.cases.points import COLUMNS, collection
from wangge.kernel import clock

MOST_POINTS = 500
MOST_LINES = 50


@worker
@require_safe
def show(request: SignedIn) -> HttpResponse:
    """The map, and the same cases as a list below."""
    cases = list(_open(request.actor).order_by("due_at", "stage_due_at", "id")[:MOST_LINES])
    return TemplateResponse(request, "field/map.html", {"cases": cases})


@worker
@require_safe
def points(request: SignedIn) -> JsonResponse:
    """The open cases with a position as GeoJSON."""
    found = _open(request.actor).filter(lon__isnull=False).order_by("-collected_at", "-pk")[:MOST_POINTS]
    return JsonResponse(collection(found.only(*COLUMNS), _address, clock.now()))


def _open(actor: Actor) -> QuerySet[Case]:
    return seen_by(actor).filter(OPEN)


def _address(case: Case) -> str:
    return reverse("field:case", args=[case.pk])
