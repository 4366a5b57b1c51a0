"""How a new boundary fits what stands around it: the area above, its siblings, and what lies below it."""

from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from wangge.areas.importing import writing
from wangge.areas.importing.mapping import TOLERANCE_M2
from wangge.areas.models import Area, Boundary
from wangge.kernel.refused import Refused

CHINA = shapely.box(73.0, 3.0, 136.0, 54.0)
CRUMB_M2 = 1.0
NAMED_AT_MOST = 3


@dataclass(frozen=True)
class Standing:
    """An area with the boundary that it has now."""

    area: Area
    shape: BaseGeometry


@dataclass(frozen=True)
class Overlap:
    """A sibling that the new boundary would cover in part."""

    sibling: Standing
    m2: float

    def cut(self, geometry: BaseGeometry) -> BaseGeometry:
        """The sibling without what the new boundary takes, crumbs left out."""
        rest = [part for part in _polygons(self.sibling.shape.difference(geometry)) if surface(part) >= CRUMB_M2]
        if not rest:
            raise Refused(
                _("“%(name)s”会被整个盖住。") % {"name": self.sibling.area.name},
                field="geometry",
                mend=_("请改画边界，或先停用它。"),
            )
        return shapely.union_all(rest)


def refuse_shapeless(geometry: BaseGeometry) -> None:
    """What is no plain polygon in China is no boundary."""
    if geometry.is_empty or geometry.geom_type not in ("Polygon", "MultiPolygon"):
        raise Refused(_("边界必须是面。"), field="geometry", mend=_("请画出至少三个顶点的多边形。"))
    if not CHINA.contains(shapely.box(*geometry.bounds)):
        raise Refused(_("边界不在中国境内。"), field="geometry", mend=_("坐标应为经度在前、纬度在后的度数。"))
    if not shapely.is_valid(geometry):
        where = shapely.is_valid_reason(geometry).partition("[")[2].rstrip("]").replace(" ", ", ")
        raise Refused(_("边界必须是不自相交的面（%(where)s）。") % {"where": where}, field="geometry")


def refuse_outside(area: Area, geometry: BaseGeometry, former: BaseGeometry | None) -> None:
    """An area lies inside the one above; what stood outside before may stay, not grow."""
    above = standing(area.parent) if area.parent else None
    if above is None:
        return
    outside, before = _outside(geometry, above.shape), _outside(former, above.shape)
    if outside > before + TOLERANCE_M2:
        raise Refused(
            _("有 %(m2)s 平方米落在上级“%(name)s”之外。") % {"m2": _number(outside), "name": above.area.name},
            field="geometry",
            mend=_("请收回到上级边界之内，或先改上级的边界。"),
        )


def refuse_lost_children(area: Area, geometry: BaseGeometry, former: BaseGeometry | None) -> None:
    """What lies below stays inside; what stood outside before may stay, not grow."""
    for child in _drawn(Area.objects.filter(parent=area, is_retired=False)):
        outside = _outside(child.shape, geometry)
        if outside > TOLERANCE_M2 and outside > _outside(child.shape, former) + TOLERANCE_M2:
            raise Refused(
                _("“%(area)s”的下级“%(name)s”有 %(m2)s 平方米落在新边界之外。")
                % {"area": area.name, "name": child.area.name, "m2": _number(outside)},
                field="geometry",
                mend=_("请先改下级的边界。"),
            )


def overlaps(area: Area, geometry: BaseGeometry, former: BaseGeometry | None) -> list[Overlap]:
    """The siblings that it would cover by more than the tolerance, beyond what it covered before."""
    found = ((each, surface(geometry.intersection(each.shape))) for each in siblings(area))
    return [
        Overlap(each, m2) for each, m2 in found if m2 > TOLERANCE_M2 and m2 > _common(former, each.shape) + TOLERANCE_M2
    ]


def refuse_overlaps(found: list[Overlap]) -> None:
    """Two areas of one level share no ground."""
    if found:
        named = [
            _("“%(name)s”%(m2)s 平方米") % {"name": each.sibling.area.name, "m2": _number(each.m2)}
            for each in found[:NAMED_AT_MOST]
        ]
        raise Refused(
            _("与 %(count)d 个相邻区域重叠：%(named)s。") % {"count": len(found), "named": _("、").join(named)},
            field="geometry",
            mend=_("请让开，或选“相邻区域让出重叠部分”。"),
        )


def uncovered(area: Area, geometry: BaseGeometry, former: BaseGeometry | None) -> float:
    """Square metres that belonged to the area and now belong to nobody."""
    if former is None:
        return 0.0
    return surface(former.difference(shapely.union_all([geometry, *(each.shape for each in siblings(area))])))


def siblings(area: Area) -> list[Standing]:
    """The areas in use beside it, with their boundaries."""
    return list(
        _drawn(Area.objects.filter(parent=area.parent_id, level=area.level, is_retired=False).exclude(pk=area.pk))
    )


def standing(area: Area) -> Standing | None:
    """The area with its boundary of today, where it has one."""
    boundary = Boundary.objects.filter(area=area, to_on=None).first()
    return Standing(area, _valid(boundary.polygon)) if boundary else None


def surface(geometry: BaseGeometry) -> float:
    """Square metres of what is polygon in it."""
    return sum(writing.surface_m2(part) for part in _polygons(geometry))


def _drawn(areas: QuerySet[Area]) -> Iterator[Standing]:
    for boundary in Boundary.objects.filter(to_on=None, area__in=areas).select_related("area"):
        yield Standing(boundary.area, _valid(boundary.polygon))


def _outside(shape: BaseGeometry | None, around: BaseGeometry | None) -> float:
    return surface(shape.difference(around)) if shape is not None and around is not None else 0.0


def _common(one: BaseGeometry | None, other: BaseGeometry) -> float:
    return surface(one.intersection(other)) if one is not None else 0.0


def _valid(shape: BaseGeometry) -> BaseGeometry:
    return shape if shapely.is_valid(shape) else shapely.make_valid(shape)


def _polygons(geometry: BaseGeometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]


def _number(m2: float) -> str:
    return f"{m2:,.0f}"
