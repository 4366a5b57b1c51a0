"""Name, kind and boundary of an area."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from wangge.areas.actions import fitting
from wangge.areas.actions.telling import refuse_future, refuse_strangers, tell
from wangge.areas.doers import Doer
from wangge.areas.importing import writing
from wangge.areas.levels import GridKind, Level
from wangge.areas.models import Area, Boundary
from wangge.kernel.refused import Refused


@transaction.atomic
def rename(area: Area, *, name: str, by: Doer, at: datetime) -> Area:
    """Give an area another name."""
    refuse_strangers(area, by)
    if not name.strip():
        raise Refused(_("请填写名称。"), field="name")
    former, area.name = area.name, name.strip()
    if former != area.name:
        area.save(update_fields=["name"])
        tell(area, "renamed", {"from": former, "to": area.name}, by=by, at=at)
    return area


@transaction.atomic
def change_kind(area: Area, *, kind: GridKind, by: Doer, at: datetime) -> Area:
    """Make a grid a comprehensive or a dedicated one."""
    refuse_strangers(area, by)
    if area.level != Level.GRID:
        raise Refused(_("只有网格分综合与专属。"), field="grid_kind")
    former, area.grid_kind = area.grid_kind, kind.value
    if former != kind:
        area.save(update_fields=["grid_kind"])
        tell(area, "kind_changed", {"from": former, "to": kind.value}, by=by, at=at)
    return area


@dataclass(frozen=True)
class Redrawn:
    """What a new boundary did: the neighbours that gave way, and the ground that nobody has now."""

    area: Area
    neighbours: list[Area]
    uncovered_m2: float


@transaction.atomic
def redraw(
    area: Area,
    *,
    geometry: BaseGeometry,
    on: date,
    source: str,
    by: Doer,
    at: datetime,
    neighbours_yield: bool = False,
    instead_of: Boundary | None = None,
) -> Redrawn:
    """Give an area another boundary from a day on (degrees, CGCS2000); the former one is kept.

    It must be a plain polygon inside the area above, hold what lies below, and leave its siblings alone, unless they
    are to give way. `instead_of` is the boundary that the person saw: where another stands by now, nothing is done.
    """
    refuse_strangers(area, by)
    refuse_future(on, at)
    Area.objects.select_for_update().get(pk=area.pk)
    present = Boundary.objects.filter(area=area, to_on=None).first()
    _refuse_outdated(present, instead_of, on)
    fitting.refuse_shapeless(geometry)
    former = fitting.standing(area)
    shape = former.shape if former else None
    fitting.refuse_outside(area, geometry, shape)
    fitting.refuse_lost_children(area, geometry, shape)
    overlaps = fitting.overlaps(area, geometry, shape)
    if not neighbours_yield:
        fitting.refuse_overlaps(overlaps)
    for each in overlaps:
        _give_way(each, geometry, on=on, source=source, by=by, at=at)
    _draw(area, geometry, on=on, source=source, by=by, at=at)
    return Redrawn(area, [each.sibling.area for each in overlaps], fitting.uncovered(area, geometry, shape))


def _refuse_outdated(present: Boundary | None, seen: Boundary | None, on: date) -> None:
    if seen is not None and present != seen:
        raise Refused(_("这条边界刚被别人改过。"), mend=_("请重新打开页面，在新的边界上再改。"))
    if present and on < present.from_on:
        raise Refused(
            _("生效日期不能早于现行边界的启用日期 %(day)s。") % {"day": present.from_on.isoformat()}, field="on"
        )


def _give_way(
    overlap: fitting.Overlap, geometry: BaseGeometry, *, on: date, source: str, by: Doer, at: datetime
) -> None:
    """A sibling loses what the new boundary takes, unless it holds an area below there."""
    sibling = overlap.sibling
    refuse_strangers(sibling.area, by)
    rest = overlap.cut(geometry)
    fitting.refuse_lost_children(sibling.area, rest, sibling.shape)
    present = Boundary.objects.get(area=sibling.area, to_on=None)
    _refuse_outdated(present, None, on)
    _draw(sibling.area, rest, on=on, source=source, by=by, at=at)


def _draw(area: Area, geometry: BaseGeometry, *, on: date, source: str, by: Doer, at: datetime) -> None:
    writing.draw(area, geometry, on, source)
    writing.set_label_point(area, geometry)
    area.save(update_fields=["lon", "lat"])
    tell(area, "redrawn", {"on": on.isoformat(), "source": source}, by=by, at=at)
