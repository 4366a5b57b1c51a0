"""Areas and departments: public, the same for every token."""

from typing import Any, Literal

import shapely
from django.http import Http404
from ninja import Query, Router, Schema

from wangge.accounts import queries as accounts
from wangge.areas import queries as areas
from wangge.areas.models import Area, Boundary
from wangge.areas.places import Place
from wangge.interfaces.api.callers import Called
from wangge.interfaces.api.said import Said
from wangge.interfaces.api.words import AreaCode, Latitude, Longitude

router = Router(tags=["areas"])
MOST = 2000


class AreaSaid(Said):
    """One area in use; lon, lat is a point inside it."""

    code: str
    name: str
    level: str
    parent: str | None
    grid_kind: str
    lon: float | None
    lat: float | None


class PlaceSaid(Said):
    """An area on a path."""

    code: str
    name: str
    level: str


class BoundarySaid(Said):
    """A GeoJSON feature in CGCS2000 longitude and latitude; no geometry where nothing is drawn."""

    type: Literal["Feature"]
    geometry: dict[str, Any] | None
    properties: PlaceSaid


class DepartmentSaid(Said):
    """A department or unit; its path stands for it in dispatch."""

    path: str
    name: str
    area_code: str
    is_enforcement: bool
    is_office: bool


class Within(Schema):
    """Directly below an area; the districts where none is named."""

    parent: AreaCode | None = None


class Point(Schema):
    """CGCS2000 or WGS 84 degrees."""

    lon: Longitude
    lat: Latitude


@router.get("/areas", response=list[AreaSaid], summary="The tree, level by level")
def children(request: Called, within: Query[Within]) -> list[AreaSaid]:
    """The areas directly below one, by code."""
    found = areas.current().filter(parent__code=within.parent) if within.parent else areas.current().filter(parent=None)
    return [_area(area) for area in found.select_related("parent").order_by("code")[:MOST]]


@router.get("/areas/locate", response=list[PlaceSaid], summary="Which areas hold this point")
def locate(request: Called, point: Query[Point]) -> list[PlaceSaid]:
    """From the district down; empty outside of everything drawn."""
    path = areas.locate(point.lon, point.lat)
    return [_place(place) for place in path.places] if path else []


@router.get("/areas/{code}", response=AreaSaid, summary="One area")
def area(request: Called, code: AreaCode) -> AreaSaid:
    """By its present code."""
    return _area(_found(code))


@router.get("/areas/{code}/boundary", response=BoundarySaid, summary="The boundary of an area")
def boundary(request: Called, code: AreaCode) -> BoundarySaid:
    """As GeoJSON."""
    found = _found(code)
    drawn = Boundary.objects.filter(area=found, to_on=None).first()
    geometry = shapely.from_wkb(bytes(drawn.geometry)).__geo_interface__ if drawn else None
    return BoundarySaid(
        type="Feature",
        geometry=geometry,
        properties=PlaceSaid(code=found.code, name=found.name, level=found.level),
    )


@router.get("/departments", response=list[DepartmentSaid], summary="Who can be called")
def departments(request: Called) -> list[DepartmentSaid]:
    """The departments of the token's ground and of the areas above it."""
    found = accounts.departments_seen_by(request.actor).filter(is_retired=False).order_by("path")
    return [DepartmentSaid(**{name: getattr(one, name) for name in DepartmentSaid.model_fields}) for one in found]


def _found(code: str) -> Area:
    found = areas.current().filter(code=code).select_related("parent").first()
    if found is None:
        raise Http404
    return found


def _area(area: Area) -> AreaSaid:
    plain = {name: getattr(area, name) for name in AreaSaid.model_fields if name != "parent"}
    return AreaSaid(parent=area.parent.code if area.parent else None, **plain)


def _place(place: Place) -> PlaceSaid:
    return PlaceSaid(code=place.code, name=place.name, level=place.level)
