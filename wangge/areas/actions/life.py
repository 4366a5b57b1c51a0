"""How an area comes, gets another code, and goes."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from wangge.areas.actions.telling import refuse_future, refuse_strangers, tell
from wangge.areas.doers import Doer
from wangge.areas.importing import writing
from wangge.areas.levels import GridKind, Level
from wangge.areas.models import Area, AreaCode, Boundary
from wangge.kernel import codes
from wangge.kernel.refused import NotYours, Refused


@transaction.atomic
def add(
    parent: Area | None,
    *,
    code: str,
    name: str,
    by: Doer,
    at: datetime,
    on: date,
    kind: GridKind = GridKind.COMPREHENSIVE,
    geometry: BaseGeometry | None = None,
    source: str = "",
) -> Area:
    """A new area below another (a district has none), with its code and, where known, its boundary."""
    level = Level(parent.level).below if parent else Level.DISTRICT
    if level is None:
        raise Refused(_("微网格下不再分区域。"), field="parent")
    _refuse_code(code, level, parent.code if parent else "", by)
    if not name.strip():
        raise Refused(_("请填写名称。"), field="name")
    area = Area(level=level, parent=parent, code=code, name=name.strip())
    area.grid_kind = kind.value if level == Level.GRID else ""
    if geometry is not None:
        writing.set_label_point(area, geometry)
    area.save()
    AreaCode.objects.create(area=area, code=code, from_on=on)
    if geometry is not None:
        writing.draw(area, geometry, on, source)
    tell(area, "added", {"code": code, "on": on.isoformat()}, by=by, at=at)
    return area


@transaction.atomic
def recode(area: Area, *, code: str, on: date, by: Doer, at: datetime) -> Area:
    """Give an area another code from a day on; everything below follows, because a code begins with its parent's."""
    refuse_strangers(area, by)
    former = area.code
    if code == former:
        return area
    refuse_future(on, at, not_before=_code_since(area, on))
    _refuse_code(code, Level(area.level), area.parent.code if area.parent else "", by)
    moved = list(Area.objects.filter(code__gte=former, code__lt=former + "~", is_retired=False))
    for each in moved:
        each.code = code + each.code[len(former) :]
    _refuse_used([each.code for each in moved])
    AreaCode.objects.filter(area__in=moved, to_on=None).update(to_on=on)
    Area.objects.bulk_update(moved, ["code"])
    AreaCode.objects.bulk_create([AreaCode(area=each, code=each.code, from_on=on) for each in moved])
    area.code = code
    tell(area, "recoded", {"from": former, "to": code, "on": on.isoformat(), "areas": len(moved)}, by=by, at=at)
    return area


@transaction.atomic
def retire(area: Area, *, on: date, by: Doer, at: datetime) -> Area:
    """End an area; its code, name and boundary stay readable and the code is never used again."""
    refuse_strangers(area, by)
    refuse_future(on, at, not_before=_code_since(area, on))
    below = Area.objects.filter(parent=area, is_retired=False).count()
    if below:
        raise Refused(
            _("“%(name)s”下还有 %(count)d 个区域在用。") % {"name": area.name, "count": below},
            mend=_("请先停用下级区域。"),
        )
    area.is_retired = True
    area.save(update_fields=["is_retired"])
    AreaCode.objects.filter(area=area, to_on=None).update(to_on=on)
    Boundary.objects.filter(area=area, to_on=None).update(to_on=on)
    tell(area, "retired", {"code": area.code, "on": on.isoformat()}, by=by, at=at)
    return area


def _code_since(area: Area, on: date) -> date:
    """Since when the area bears its code; one never written down counts from now, and is never used again."""
    known, _made = AreaCode.objects.get_or_create(code=area.code, defaults={"area": area, "from_on": on})
    return known.from_on


def _refuse_code(code: str, level: Level, parent: str, by: Doer) -> None:
    if not codes.is_valid(code) or len(code) != level.code_length or not code.startswith(parent):
        raise Refused(
            _("代码应为 %(length)d 位，并以上级代码 %(parent)s 开头。")
            % {"length": level.code_length, "parent": parent},
            field="code",
        )
    if not code.startswith(by.area_code):
        raise NotYours(_("代码 %(code)s 不在您的管辖范围内。") % {"code": code}, field="code")
    _refuse_used([code])


def _refuse_used(wanted: list[str]) -> None:
    """A code is given once and for ever."""
    used = AreaCode.objects.filter(code__in=wanted).select_related("area").first()
    if used:
        raise Refused(
            _("代码 %(code)s 已经属于或曾属于“%(name)s”。") % {"code": used.code, "name": used.area.name},
            field="code",
            mend=_("代码停用后不得再用，请另编一个。"),
        )
