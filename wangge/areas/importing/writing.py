"""Writes rows that passed every check as areas, with their codes and boundaries."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import shapely
from django.db.models import OuterRef, Subquery
from shapely.geometry.base import BaseGeometry

from wangge.areas.importing.drafts import Draft
from wangge.areas.importing.tree import Tree
from wangge.areas.levels import GridKind, Level
from wangge.areas.models import Area, AreaCode, Boundary, ImportRow
from wangge.kernel import codes

if TYPE_CHECKING:
    from pyproj import Geod

DEDICATED_WORD = "专属"


def write(drafts: list[Draft], tree: Tree, on: date, source: str) -> None:
    """Make new areas and change those that stand; boundaries and codes count from that day."""
    make_parents([draft for draft in drafts if draft.parent not in tree.by_code], tree, on, source)
    parents = dict(Area.objects.filter(code__in={d.parent for d in drafts}, is_retired=False).values_list("code", "pk"))
    new = [draft for draft in drafts if draft.code not in tree.by_code]
    areas = [_area(draft, parents.get(draft.parent)) for draft in new]
    _create(areas, [draft.shape for draft in new], on, source)
    for draft in drafts:
        if draft.code in tree.by_code:
            _change(draft, tree, on, source)
    _mark_imported(drafts)


def make_parents(drafts: list[Draft], tree: Tree, on: date, source: str, name: str = "") -> None:
    """Make the areas that the drafts need above them, each from the boundaries of its drafts."""
    missing = [code for code in dict.fromkeys(draft.parent for draft in drafts) if code and code not in tree.by_code]
    for code in missing:
        children = [draft for draft in drafts if draft.parent == code]
        known_as = Counter(draft.parent_name for draft in children if draft.parent_name).most_common(1)
        level = Level(children[0].level.above or Level.DISTRICT)
        above = Area.objects.filter(code=codes.parent_of(code), is_retired=False).first()
        area = Area(level=level, parent=above, code=code, name=name or (known_as[0][0] if known_as else code))
        _create([area], [shapely.union_all([draft.shape for draft in children])], on, source)


def surface_m2(geometry: BaseGeometry) -> float:
    """Square metres on the ellipsoid."""
    return abs(float(_earth().geometry_area_perimeter(geometry)[0]))


@cache
def _earth() -> "Geod":
    from pyproj import Geod  # late: slow to load, and wanted where a boundary is drawn

    return Geod(ellps="GRS80")


def set_label_point(area: Area, geometry: BaseGeometry) -> None:
    """Where the name of the area is written: inside of its largest part."""
    largest = max(shapely.get_parts(geometry), key=lambda part: float(part.area))
    point = largest.representative_point()
    area.lon, area.lat = round(float(point.x), 6), round(float(point.y), 6)


def draw(area: Area, geometry: BaseGeometry, on: date, source: str) -> Boundary:
    """A new boundary from a day on; the old one ends that day."""
    Boundary.objects.filter(area=area, to_on=None).update(to_on=on)
    return Boundary.objects.create(**_boundary(area, geometry, on, source))


def _area(draft: Draft, parent_id: int | None) -> Area:
    area = Area(level=draft.level, parent_id=parent_id, code=draft.code, name=draft.name)
    if draft.level == Level.GRID:
        by_name = GridKind.DEDICATED if DEDICATED_WORD in draft.name else GridKind.COMPREHENSIVE
        area.grid_kind = draft.grid_kind or by_name.value
    return area


def _create(areas: list[Area], geometries: Iterable[BaseGeometry], on: date, source: str) -> None:
    shapes = list(geometries)
    for area, geometry in zip(areas, shapes, strict=True):
        set_label_point(area, geometry)
    Area.objects.bulk_create(areas)
    AreaCode.objects.bulk_create([AreaCode(area=area, code=area.code, from_on=on) for area in areas])
    Boundary.objects.bulk_create(
        [Boundary(**_boundary(area, shape, on, source)) for area, shape in zip(areas, shapes, strict=True)]
    )


def _boundary(area: Area, geometry: BaseGeometry, on: date, source: str) -> dict[str, object]:
    return {
        "area": area,
        "geometry": shapely.to_wkb(geometry),
        "area_m2": surface_m2(geometry),
        "from_on": on,
        "source": source,
    }


def _change(draft: Draft, tree: Tree, on: date, source: str) -> None:
    known = tree.by_code[draft.code]
    area = Area.objects.get(pk=known.id)
    area.name, area.grid_kind = draft.name, draft.grid_kind or area.grid_kind
    if known.wkb != shapely.to_wkb(draft.shape):
        draw(area, draft.shape, on, source)
        set_label_point(area, draft.shape)
    area.save()


def _mark_imported(drafts: list[Draft]) -> None:
    """Each row learns which area it became."""
    became = Area.objects.filter(code=OuterRef("code"), is_retired=False).values("pk")[:1]
    rows = ImportRow.objects.filter(pk__in=[draft.row.pk for draft in drafts])
    rows.update(state=ImportRow.State.IMPORTED, area=Subquery(became))
