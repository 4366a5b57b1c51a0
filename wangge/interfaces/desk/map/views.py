"""Open cases on the map: points that gather, and areas coloured by how many of their cases are late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wangge.accounts.actors import Actor
from wangge.areas.models import Boundary
from wangge.cases.access import CASE_ROLES, seen_by
from wangge.cases.models import OPEN, Case
from wangge.cases.queries import Tally, open_tallies
from wangge.interfaces.desk.cases.forms import FilterForm
from wangge.interfaces.desk.overview.figures import list_url
from wangge.interfaces.desk.overview.ground import Ground, ground
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.cases.points import COLUMNS, collection
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock
from wangge.kernel.scope import code_range

MOST_POINTS = 5000
MANY_LATE = 0.2
TOLERANCE = 0.0001
FIELDS = ("stage", "clock", "source", "mark", "area")


@dataclass(frozen=True)
class Region:
    """One part of the ground with its open cases."""

    code: str
    name: str
    count: int
    late: int
    url: str

    @property
    def tone(self) -> str:
        """Green without late cases, amber with some, red with a fifth or more; grey where nothing is open."""
        if not self.count:
            return "muted"
        if not self.late:
            return "ok"
        return "late" if self.late >= MANY_LATE * self.count else "soon"


@ASKED_AND_SENT
@for_roles(*CASE_ROLES)
@searched(FilterForm)
def show(request: SignedIn) -> HttpResponse:
    """The map with its filters, and the areas as a table beside it."""
    form = FilterForm(said(request), actor=request.actor)
    here = ground(request.actor, form.filters().area)
    now = clock.now()
    regions = _regions(here, open_tallies(_chosen(request.actor, form, now), here.code_length, now))
    context = {
        "form": form,
        "fields": [form[name] for name in FIELDS],
        "ground": here,
        "regions": regions,
        "shapes": {"type": "FeatureCollection", "features": list(_shapes(here, regions))},
        "query": request.GET.urlencode(),
        "most": MOST_POINTS,
    }
    return TemplateResponse(request, "desk/map/show.html", context)


@require_safe
@for_roles(*CASE_ROLES)
def points(request: SignedIn) -> JsonResponse:
    """The open cases with a position as GeoJSON, at most MOST_POINTS, the newest first."""
    now = clock.now()
    cases = _chosen(request.actor, FilterForm(said(request), actor=request.actor), now)
    found = cases.filter(lon__isnull=False).order_by("-collected_at", "-pk")[:MOST_POINTS]
    return JsonResponse(collection(found.only(*COLUMNS), _address, now))


def _chosen(actor: Actor, form: FilterForm, now: datetime) -> QuerySet[Case]:
    return form.filters().apply(seen_by(actor), now).filter(OPEN)


def _address(case: Case) -> str:
    return reverse("desk:case", args=[case.number])


def _regions(here: Ground, tallies: Iterable[Tally]) -> list[Region]:
    counts: dict[str, tuple[int, int]] = {}
    for one in tallies:
        count, late = counts.get(one.area, (0, 0))
        counts[one.area] = (count + one.count, late + one.late)
    return [
        Region(part.code, part.name, *counts.get(part.code, (0, 0)), list_url(area=part.code, stage="open"))
        for part in here.parts
    ]


def _shapes(here: Ground, regions: list[Region]) -> Iterator[dict[str, Any]]:
    by_code = {region.code: region for region in regions}
    if not by_code:
        return
    lo, hi = code_range(here.code)
    drawn = Boundary.objects.filter(to_on=None, area__is_retired=False, area__code__gte=lo, area__code__lt=hi)
    for code, wkb in drawn.filter(area__code__in=list(by_code)).values_list("area__code", "geometry"):
        shape = shapely.simplify(shapely.from_wkb(bytes(wkb)), TOLERANCE)
        properties = {"title": by_code[code].name, "tone": by_code[code].tone}
        yield {"type": "Feature", "properties": properties, "geometry": shape.__geo_interface__}
