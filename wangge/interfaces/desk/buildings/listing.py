"""The lists of buildings and dwellings, and the map of them."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

import shapely
from django.db.models import Count, QuerySet
from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wangge.accounts.queries import within
from wangge.accounts.roles import WORKING
from wangge.interfaces.desk.buildings.forms import BuildingFilter, DwellingFilter
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock
from wangge.registers.buildings import queries
from wangge.registers.buildings.models import Building, Dwelling
from wangge.registers.writing import KEEPERS

MOST_DRAWN = 3000


@ASKED_AND_SENT
@for_roles(*WORKING)
@searched(BuildingFilter)
def index(request: SignedIn) -> HttpResponse:
    """The buildings of one's ground, by address."""
    form = BuildingFilter(said(request), actor=request.actor)
    found = _found(form, request)
    page = page_of(found.defer("footprint"), request, order="address")
    context = {
        "form": form,
        "page": page,
        "rows": [(each, count) for each, count in _counted(page.rows)],
        "doors": _doors(form, request) if page.rows else [],
        "query": request.GET.urlencode(),
        "may_write": request.actor.role in KEEPERS,
    }
    return TemplateResponse(request, "desk/buildings/index.html", context)


@ASKED_AND_SENT
@for_roles(*WORKING)
@searched(BuildingFilter)
def on_map(request: SignedIn) -> HttpResponse:
    """The same buildings on the map."""
    form = BuildingFilter(said(request), actor=request.actor)
    form.full_clean()
    context = {"form": form, "query": request.GET.urlencode(), "most": MOST_DRAWN}
    return TemplateResponse(request, "desk/buildings/map.html", context)


@require_safe
@for_roles(*WORKING)
def points(request: SignedIn) -> JsonResponse:
    """Buildings of which no more than a point is known, as GeoJSON."""
    drawn = _drawn(request, footprint=None)
    return _collection(
        {"type": "Feature", "properties": _properties(each), "geometry": {"type": "Point", "coordinates": [x, y]}}
        for each in drawn
        if (x := each.lon) is not None and (y := each.lat) is not None
    )


@require_safe
@for_roles(*WORKING)
def shapes(request: SignedIn) -> JsonResponse:
    """The footprints of buildings as GeoJSON."""
    drawn = _drawn(request).exclude(footprint=None)[:MOST_DRAWN]
    return _collection(
        {
            "type": "Feature",
            "properties": {**_properties(each), "tone": "accent"},
            "geometry": shapely.from_wkb(bytes(each.footprint)).__geo_interface__,
        }
        for each in drawn
        if each.footprint
    )


@ASKED_AND_SENT
@for_roles(*WORKING)
@searched(DwellingFilter)
def dwellings(request: SignedIn) -> HttpResponse:
    """The dwellings of one's ground, by address and use."""
    form = DwellingFilter(said(request), actor=request.actor)
    page = page_of(form.filters().apply(request.actor, clock.today()), request, order="address")
    context = {"form": form, "page": page, "keeps": request.actor.role in KEEPERS}
    return TemplateResponse(request, "desk/buildings/dwellings.html", context)


def _found(form: BuildingFilter, request: SignedIn) -> QuerySet[Building]:
    said = form.said()
    seen = queries.buildings_seen_by(request.actor)
    if form.area_code:
        seen = seen.filter(within(form.area_code))
    return queries.search(seen, said.get("q", ""), request.actor)


def _doors(form: BuildingFilter, request: SignedIn) -> list[Dwelling]:
    """The doors that were typed, where a door was typed."""
    words = form.cleaned_data.get("q", "")
    if not words or not queries.read_here(words, request.actor).has_door:
        return []
    return [each.dwelling for each in queries.geocode(words, request.actor) if each.dwelling][:5]


def _counted(rows: list[Building]) -> list[tuple[Building, int]]:
    told = Dwelling.objects.filter(building__in=rows, is_gone=False).values_list("building").annotate(Count("pk"))
    counts = dict(told.order_by())
    return [(each, counts.get(each.pk, 0)) for each in rows]


def _drawn(request: SignedIn, **narrowed: Any) -> QuerySet[Building]:
    form = BuildingFilter(said(request), actor=request.actor)
    return _found(form, request).filter(**narrowed).order_by("pk")


def _properties(building: Building) -> dict[str, str]:
    href = reverse("desk:building", args=[building.pk])
    return {"title": building.address, "note": building.address, "href": href, "clock": "done"}


def _collection(features: Iterable[dict[str, Any]]) -> JsonResponse:
    return JsonResponse({"type": "FeatureCollection", "features": list(islice(features, MOST_DRAWN))})
