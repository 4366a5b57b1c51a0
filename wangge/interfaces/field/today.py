"""What waits for a worker today: what desks ask, and what came to the grid and can be solved on the spot."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangge.accounts.actors import Actor
from wangge.cases import queries
from wangge.cases.access import seen_by
from wangge.cases.models import Attachment, AttachmentKind, Case
from wangge.cases.workflow import Stage
from wangge.interfaces.field.doors import is_poll, nothing_new, worker
from wangge.interfaces.shared.access import SignedIn
from wangge.interfaces.shared.components.times import ClockFace, clock_face
from wangge.interfaces.shared.middleware import POLL_HEADER
from wangge.kernel import clock

MOST = 100


@dataclass(frozen=True)
class Card:
    """One case as the list shows it, with its one action."""

    case: Case
    face: ClockFace
    photo: str

    @property
    def spot(self) -> str:
        """Longitude and latitude for the phone, which measures by itself how far it is."""
        return f"{self.case.lon},{self.case.lat}" if self.case.lon is not None else ""

    @property
    def may_handle(self) -> bool:
        """Whether it is no matter of the law."""
        return not (self.case.category and self.case.category.is_enforcement)


@never_cache
@worker
@require_safe
def today(request: SignedIn) -> HttpResponse:
    """The list, late first; asked again every 15 seconds."""
    now, rows = clock.now(), waiting(request.actor)
    pressure = queries.pressure(rows, now)
    if POLL_HEADER in request.headers and is_poll(request, pressure.stamp):
        return nothing_new()
    cards = _cards(rows)
    context = {
        "asked": [card for card in cards if card.case.needs_worker],
        "fresh": [card for card in cards if not card.case.needs_worker],
        "pressure": pressure,
        "live": f"{reverse('field:today')}?stamp={pressure.stamp}",
        "now": now,
    }
    name = "field/today_list.html" if POLL_HEADER in request.headers else "field/today.html"
    return TemplateResponse(request, name, context)


def waiting(actor: Actor) -> QuerySet[Case]:
    """What desks ask of this worker, and what stands collected on the worker's ground."""
    return seen_by(actor).filter(Q(needs_worker=True) | Q(stage=Stage.COLLECT))


def _cards(rows: QuerySet[Case]) -> list[Card]:
    """The longest waiting and late first. Two queries."""
    ordered = rows.order_by(F("stage_due_at").asc(nulls_last=True), "id")
    cases, now = list(ordered[:MOST]), clock.now()
    photos = first_photos(cases)
    return [
        Card(case, clock_face(case.stage_due_at, now, started_at=case.stage_at), photos.get(case.pk, ""))
        for case in cases
    ]


def first_photos(cases: Sequence[Case]) -> dict[object, str]:
    """By case: the small address of the first photo of how it was. One query."""
    before = Attachment.objects.filter(case__in=cases, kind=AttachmentKind.BEFORE, erased_at=None)
    rows = before.filter(content_type__startswith="image/").order_by("-id").values_list("case_id", "id")
    return {case_id: reverse("files:thumbnail", args=[key]) for case_id, key in rows}
