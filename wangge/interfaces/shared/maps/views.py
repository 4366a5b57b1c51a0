"""Settings, tiles, outlines and places for the maps of every interface."""

import json
import re
from pathlib import Path

import shapely
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wangge.areas import basemap as drawn
from wangge.areas import queries
from wangge.areas.models import Boundary

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60"
RANGE = re.compile(r"bytes=(\d+)-(\d*)")
TILES_TYPE = "application/vnd.pmtiles"


@require_safe
def settings_of_map(request: HttpRequest) -> HttpResponse:
    """Where the base map lies, how far the areas reach, and the style sheet of the map library."""
    file = drawn.newest()
    answer = JsonResponse(
        {
            "basemap": reverse("maps:basemap", args=[file.stem]) if file else "",
            "bounds": queries.bounds(),
            "stylesheet": static("vendor/maplibre/maplibre-gl.css"),
            "outline": reverse("maps:outline", args=[0]),
            **_tianditu(),
        }
    )
    answer.headers["Cache-Control"] = FOR_A_MINUTE
    return answer


def _tianditu() -> dict[str, dict[str, str]]:
    """The key and the tile host of 天地图, only where the district has a key."""
    if not settings.TIANDITU_KEY:
        return {}
    return {"tianditu": {"key": settings.TIANDITU_KEY, "tiles": settings.TIANDITU_TILES}}


@require_safe
def basemap(request: HttpRequest, name: str) -> HttpResponseBase:
    """The tiles: one file, of which the browser asks parts."""
    file = drawn.folder() / f"{Path(name).name}.pmtiles"
    if not file.is_file():
        raise Http404
    part = RANGE.fullmatch(request.headers.get("Range", ""))
    answer = _part(file, part) if part else FileResponse(file.open("rb"), content_type=TILES_TYPE)
    for name_, value in (("Accept-Ranges", "bytes"), ("Cache-Control", FOR_EVER), ("ETag", f'"{drawn.etag(file)}"')):
        answer.headers[name_] = value
    return answer


@require_safe
def outline(request: HttpRequest, area_id: int) -> HttpResponse:
    """The present boundary of an area as GeoJSON, with its bounding box."""
    boundary = Boundary.objects.filter(area_id=area_id, to_on=None).select_related("area").first()
    if boundary is None:
        raise Http404
    shape = boundary.polygon
    answer = JsonResponse(
        {
            "type": "Feature",
            "bbox": list(shapely.bounds(shape)),
            "properties": {"id": area_id, "name": boundary.area.name, "level": boundary.area.level},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
    )
    answer.headers["Cache-Control"] = FOR_A_MINUTE
    return answer


@require_safe
def place(request: HttpRequest) -> JsonResponse:
    """`?lon=&lat=`: the areas of a point in words, whether it lies inside, and their codes."""
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        return JsonResponse({"words": _("请给出经度和纬度。"), "is_inside": False}, status=422)
    path = queries.locate(lon, lat)
    if path is None:
        return JsonResponse({"words": _("这个位置不在本区范围内。"), "is_inside": False})
    codes = {each.level.value: {"id": each.id, "code": each.code, "name": each.name} for each in path.places}
    return JsonResponse({"words": str(path), "is_inside": True, **codes})


def _part(file: Path, part: re.Match[str]) -> HttpResponse:
    """Bytes of the file as 206, or 416 where they do not exist."""
    size = file.stat().st_size
    start, end = int(part[1]), min(int(part[2] or size - 1), size - 1)
    if start >= size or end < start:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with file.open("rb") as opened:
        opened.seek(start)
        content = opened.read(end - start + 1)
    headers = {"Content-Range": f"bytes {start}-{end}/{size}"}
    return HttpResponse(content, status=206, content_type=TILES_TYPE, headers=headers)
