"""A department or a unit of it comes, changes its name, goes."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.actions.permission import needs, needs_ground
from wangge.accounts.actions.register import put_on_record
from wangge.accounts.actors import Actor
from wangge.accounts.models import Department, Mandate
from wangge.accounts.queries import below
from wangge.accounts.roles import Role
from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.refused import Refused

_CODE = re.compile(r"[a-z0-9]{1,16}")
_LONGEST_PATH = 80


@transaction.atomic
def create_department(
    *,
    name: str,
    area: Area,
    short_name: str = "",
    parent: Department | None = None,
    code: str = "",
    is_enforcement: bool = False,
    is_office: bool = False,
    by: Actor,
    at: datetime,
) -> Department:
    """A department of an area or, with a parent, a unit inside one. `code` is its link of the path; made when empty."""
    needs(Role.SYSTEM_ADMIN, by=by)
    _fit(area, parent, by=by)
    department = Department(
        name=_real_name(name),
        short_name=short_name.strip(),
        area=area,
        area_code=area.code or "",
        parent=parent,
        path=_free_path(parent, code.strip().lower()),
        is_enforcement=is_enforcement,
        is_office=is_office,
    )
    department.level = department.path.count(".")
    department.save(force_insert=True)
    put_on_record("create_department", subject=department, by=by, at=at, area_code=department.area_code)
    return department


@transaction.atomic
def change_department(
    department: Department, *, name: str, short_name: str, is_enforcement: bool, by: Actor, at: datetime
) -> None:
    """A department has a new name, or got or lost the power of law."""
    needs(Role.SYSTEM_ADMIN, by=by)
    needs_ground(department.area_code, by=by)
    department.name = _real_name(name)
    department.short_name = short_name.strip()
    department.is_enforcement = is_enforcement
    department.save(update_fields=["name", "short_name", "is_enforcement"])
    put_on_record("change_department", subject=department, by=by, at=at, area_code=department.area_code)


@transaction.atomic
def retire_department(department: Department, *, by: Actor, at: datetime) -> None:
    """A department is no more; what it did stays. Nobody may stand in it any longer, nor in a unit below."""
    needs(Role.SYSTEM_ADMIN, by=by)
    needs_ground(department.area_code, by=by)
    staffed = Mandate.objects.in_force(clock.day_of(at)).filter(below(department.path))
    if staffed.exists():
        raise Refused(_("还有人在该部门任职，不能撤销。"), mend=_("请先结束这些授权。"))
    if department.units.filter(is_retired=False).exists():
        raise Refused(_("该部门还有未撤销的下属单位。"), mend=_("请先撤销下属单位。"))
    department.is_retired = True
    department.save(update_fields=["is_retired"])
    put_on_record("retire_department", subject=department, by=by, at=at, area_code=department.area_code)


def _fit(area: Area, parent: Department | None, *, by: Actor) -> None:
    if not area.code:
        raise Refused(_("该区域还没有代码，不能设立部门。"), field="area")
    needs_ground(area.code, by=by)
    if parent and not area.code.startswith(parent.area_code):
        raise Refused(_("下属单位的区域要在上级部门的区域之内。"), field="area")
    if parent and parent.is_retired:
        raise Refused(_("上级部门已撤销。"), field="parent")


def _free_path(parent: Department | None, code: str) -> str:
    above = parent.path if parent else ""
    path = f"{above}{code or _next_code(parent)}."
    if not _CODE.fullmatch(path[len(above) : -1]):
        raise Refused(_("部门代码只能用小写字母和数字，最多 16 个字符。"), field="code")
    if len(path) > _LONGEST_PATH:
        raise Refused(_("部门层级太深。"), field="parent")
    if Department.objects.filter(path=path).exists():
        raise Refused(_("部门代码“%(code)s”已被使用。") % {"code": path[:-1]}, field="code")
    return path


def _next_code(parent: Department | None) -> str:
    above = parent.path if parent else ""
    siblings = Department.objects.filter(parent=parent).values_list("path", flat=True)
    links = [path[len(above) : -1] for path in siblings]
    return f"{max((int(link) for link in links if link.isdecimal()), default=0) + 1:03d}"


def _real_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise Refused(_("请填写部门名称，最多 80 个字。"), field="name")
    return name
