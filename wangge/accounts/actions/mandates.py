"""A mandate is granted and ended; what the public may see of it is opened and withdrawn."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wangge.accounts.actions.permission import MAKERS, needs, needs_ground, not_oneself
from wangge.accounts.actions.register import put_on_record
from wangge.accounts.actors import Actor
from wangge.accounts.models import Department, Mandate, User
from wangge.accounts.roles import ADMINISTRATORS, IN_DEPARTMENT, LEVELS, Role
from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.refused import NotYours, Refused


@transaction.atomic
def grant(
    user: User,
    *,
    role: Role,
    area: Area,
    department: Department | None = None,
    starts_on: date,
    ends_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Mandate:
    """Let somebody act in a role over an area, or in a department, from a day (to a day, both included)."""
    needs(Role.SECURITY_ADMIN, by=by)
    not_oneself(user.pk, by=by)
    _fit_place(Role(role), area, department, by=by)
    _fit_days(starts_on, ends_on)
    _fit_others(user, Role(role), area, department, starts_on, ends_on)
    mandate = Mandate.objects.create(
        user=user,
        role=role,
        area=area,
        area_code=area.code or "",
        department=department,
        department_path=department.path if department else "",
        starts_on=starts_on,
        ends_on=ends_on,
    )
    put_on_record("grant", subject=mandate, by=by, at=at, area_code=mandate.area_code)
    return mandate


@transaction.atomic
def end(mandate: Mandate, *, on: date | None = None, by: Actor, at: datetime) -> None:
    """Let a mandate hold until a day (included); at once without one. A mandate that is over stays over."""
    needs(Role.SECURITY_ADMIN, by=by)
    needs_ground(mandate.area_code, by=by)
    not_oneself(mandate.user_id, by=by)
    today = clock.day_of(at)
    last = max(on or today - timedelta(days=1), mandate.starts_on - timedelta(days=1))
    if mandate.ends_on and mandate.ends_on < today:
        raise Refused(_("该授权已于%(day)s结束。") % {"day": mandate.ends_on.isoformat()})
    if mandate.ends_on and last > mandate.ends_on:
        raise Refused(_("授权不能延长。"), field="on", mend=_("请另行授权。"))
    mandate.ends_on = last
    mandate.save(update_fields=["ends_on"])
    put_on_record("end_mandate", subject=mandate, by=by, at=at, area_code=mandate.area_code)


@transaction.atomic
def publish(mandate: Mandate, *, name: str, duty: str, phone: str = "", by: Actor, at: datetime) -> None:
    """Show the public who serves this place, by the words given here and no others."""
    _may_publish(mandate, by=by)
    if not name.strip() or not duty.strip():
        raise Refused(_("公示要有姓名和职责。"), field="name" if not name.strip() else "duty")
    mandate.is_public = True
    mandate.public_name, mandate.public_duty, mandate.public_phone = name.strip(), duty.strip(), phone.strip()
    _save_public(mandate)
    put_on_record("publish_mandate", subject=mandate, by=by, at=at, area_code=mandate.area_code)


@transaction.atomic
def withdraw(mandate: Mandate, *, by: Actor, at: datetime) -> None:
    """Show the public nothing of this mandate any longer."""
    _may_publish(mandate, by=by)
    mandate.is_public = False
    mandate.public_name = mandate.public_duty = mandate.public_phone = ""
    _save_public(mandate)
    put_on_record("withdraw_mandate", subject=mandate, by=by, at=at, area_code=mandate.area_code)


def _fit_place(role: Role, area: Area, department: Department | None, *, by: Actor) -> None:
    if not area.code:
        raise Refused(_("该区域还没有代码，不能授权。"), field="area")
    needs_ground(area.code, by=by)
    if area.level not in LEVELS[role]:
        raise Refused(
            _("“%(role)s”不能授权到“%(area)s”这一级。") % {"role": role.label, "area": area.name}, field="area"
        )
    if department is None:
        if role == Role.HANDLER:
            raise Refused(_("部门处置人员要指定部门。"), field="department")
        return
    if role not in IN_DEPARTMENT:
        raise Refused(_("“%(role)s”不在部门内任职。") % {"role": role.label}, field="department")
    if department.is_retired:
        raise Refused(_("该部门已撤销。"), field="department")
    if not area.code.startswith(department.area_code):
        raise Refused(_("授权区域要在该部门的区域之内。"), field="area")


def _fit_days(starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise Refused(_("结束日期不能早于开始日期。"), field="ends_on")


def _fit_others(
    user: User, role: Role, area: Area, department: Department | None, starts_on: date, ends_on: date | None
) -> None:
    at_the_same_time = user.mandates.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if ends_on:
        at_the_same_time = at_the_same_time.filter(starts_on__lte=ends_on)
    for other in at_the_same_time:
        if other.role != role and (other.role in ADMINISTRATORS or role in ADMINISTRATORS):
            raise Refused(
                _("三员分立：该用户同期已有“%(role)s”，不能再任“%(new)s”。")
                % {"role": other.get_role_display(), "new": role.label},
                field="role",
            )
        if (other.role, other.area_id, other.department_id) == (role, area.pk, department.pk if department else None):
            raise Refused(_("该用户同期已有同样的授权。"), field="role", mend=_("请先结束原授权。"))


def _may_publish(mandate: Mandate, *, by: Actor) -> None:
    """The person, or the security administrator of the place (the national rule wants grids' workers posted)."""
    is_administrator = by.role == Role.SECURITY_ADMIN and mandate.area_code.startswith(by.area_code)
    if by.user_id != mandate.user_id and not is_administrator and by.machine not in MAKERS:
        raise NotYours(_("只有本人或安全管理员可以公示。"))


def _save_public(mandate: Mandate) -> None:
    mandate.save(update_fields=["is_public", "public_name", "public_duty", "public_phone"])
