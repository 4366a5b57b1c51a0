"""Who looks after a place: its areas, the people who chose to be published, their duties and phones."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wangge.accounts.queries import public_people
from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.areas.places import AreaPath
from wangge.interfaces.portal.places import surroundings
from wangge.interfaces.shared.access import ASKED_AND_SENT
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock

MOST_FOUND = 30


@ASKED_AND_SENT
@searched()
def find(request: HttpRequest) -> HttpResponse:
    """Find a place by position, by map or by name."""
    if position := _position(request):
        path = areas.locate(*position)
        if path is not None:
            return redirect("portal:place", path.deepest.id)
    words = said(request).get("q", "").strip()
    context = {
        "words": words,
        "found": _named(words) if words else [],
        "is_outside": position is not None,
        "district": surroundings.district(),
    }
    return TemplateResponse(request, "portal/places.html", context)


@require_safe
def show(request: HttpRequest, area_id: int) -> TemplateResponse:
    """One place with its people, closest to the ground first."""
    try:
        path = areas.path_of(area_id)
    except Area.DoesNotExist:
        raise Http404 from None
    people = public_people([place.code for place in path.places if place.code], on=clock.today())
    levels = [(place, [each for each in people if each.area_id == place.id]) for place in reversed(path.places)]
    return TemplateResponse(request, "portal/place.html", {"path": path, "levels": levels, "has_people": bool(people)})


@require_safe
def here(request: HttpRequest) -> JsonResponse:
    """In words, for the form: where a position lies."""
    position = _position(request)
    if position is None:
        return JsonResponse({"words": _("位置不完整。"), "is_inside": False}, status=400)
    path = areas.locate(*position)
    if path is None:
        return JsonResponse({"words": _("这个位置不在本区范围内，请重新选或写清地点。"), "is_inside": False})
    return JsonResponse({"words": _spoken(path), "is_inside": True})


def _position(request: HttpRequest) -> tuple[float, float] | None:
    try:
        lon, lat = float(request.GET["lon"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def _spoken(path: AreaPath) -> str:
    return " · ".join(place.name for place in path.places[1:]) or path.deepest.name


def _named(words: str) -> list[dict[str, Any]]:
    found = areas.search(words)[:MOST_FOUND]
    return [{"area": area, "where": _spoken(areas.path_of(area.pk))} for area in found]
