"""Name, kind and boundary of an area."""

from datetime import date, datetime

import shapely
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from wangge.areas.actions.telling import refuse_future, refuse_strangers, tell
from wangge.areas.doers import Doer
from wangge.areas.importing import writing
from wangge.areas.levels import GridKind, Level
from wangge.areas.models import Area
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


@transaction.atomic
def redraw(area: Area, *, geometry: BaseGeometry, on: date, source: str, by: Doer, at: datetime) -> Area:
    """Give an area another boundary from a day on (degrees, CGCS2000); the former one is kept."""
    refuse_strangers(area, by)
    refuse_future(on, at)
    if geometry.is_empty or geometry.geom_type not in ("Polygon", "MultiPolygon") or not shapely.is_valid(geometry):
        raise Refused(_("边界必须是不自相交的面。"), field="geometry")
    writing.draw(area, geometry, on, source)
    writing.set_label_point(area, geometry)
    area.save(update_fields=["lon", "lat"])
    tell(area, "redrawn", {"on": on.isoformat(), "source": source}, by=by, at=at)
    return area
