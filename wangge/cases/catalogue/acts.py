"""Acts that change the catalogue. Nothing is overwritten: a changed row ends on a day and its successor begins then."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
from wangge.areas.models import Area
from wangge.cases.catalogue.editing import R, is_done, refuse_strangers, succeed, write
from wangge.cases.catalogue.lines import ConditionLine
from wangge.cases.deadlines import Limit
from wangge.cases.models.assignment import Part
from wangge.cases.models.case import DeskLevel
from wangge.cases.models.catalogue import CatalogueVersion, Category, FilingCondition, FirstDesk, Route, StageLimit
from wangge.kernel.record import Fact
from wangge.kernel.refused import Refused


@transaction.atomic
def revise_condition(
    condition: FilingCondition, *, limit: Limit, text: str, closing: str, on: date, by: Actor, at: datetime, key: UUID
) -> FilingCondition:
    """Change a condition from a day on: the old row ends and stays, a new one with the same number begins."""
    refuse_strangers(by)
    if not text.strip() or not closing.strip():
        raise Refused(_("立案条件和结案条件都要写。"), field="text", mend=_("请补上空着的一栏。"))
    if is_done(key):
        return condition.category.conditions.get(number=condition.number, to_on=None)
    new = succeed(
        condition,
        on,
        text=text.strip(),
        closing=closing.strip(),
        limit_amount=limit.amount,
        limit_unit=limit.unit.value,
    )
    facts: dict[str, Fact] = {
        "category": condition.category.code,
        "number": condition.number,
        "limit": limit.written,
        "on": on.isoformat(),
    }
    write("catalogue.revise_condition", new, by=by, at=at, key=key, facts=facts)
    return new


@transaction.atomic
def add_condition(
    category: Category, line: ConditionLine, *, on: date, by: Actor, at: datetime, key: UUID
) -> FilingCondition:
    """Give a class one more filing condition from a day on."""
    refuse_strangers(by)
    taken = category.conditions.order_by("-number").values_list("number", flat=True).first() or 0
    known = category.conditions.filter(to_on=None, text=line.text).first()
    if known is not None:
        if is_done(key):
            return known
        raise Refused(_("这个小类已有同样的立案条件。"), field="text", mend=_("请直接修改原有的那一条。"))
    condition = FilingCondition.objects.create(category=category, number=taken + 1, from_on=on, **line.values())
    write("catalogue.add_condition", condition, by=by, at=at, key=key, facts={"category": category.code})
    return condition


@transaction.atomic
def end_row(row: R, *, on: date, by: Actor, at: datetime, key: UUID) -> R:
    """End a condition, a route, a first desk or a stage limit on a day; what it ruled before stays ruled by it."""
    refuse_strangers(by)
    if row.to_on is not None:
        return row
    row.to_on = max(on, row.from_on)
    row.save(update_fields=["to_on"])
    write("catalogue.end", row, by=by, at=at, key=key, facts={"on": row.to_on.isoformat()})
    return row


@dataclass(frozen=True)
class RouteCriteria:
    """For which matters, where. What is None or empty matches everything."""

    version: CatalogueVersion | None = None
    kind: str = ""
    major_code: str = ""
    category: Category | None = None
    condition_number: int | None = None
    handler_kind: str = ""
    area: Area | None = None


@transaction.atomic
def add_route(
    criteria: RouteCriteria,
    department: Department,
    *,
    part: Part = Part.LEAD,
    priority: int = 0,
    on: date,
    by: Actor,
    at: datetime,
    key: UUID,
) -> Route:
    """Say that a department leads or helps in such matters there, from a day on. The same again is the same row."""
    refuse_strangers(by)
    if department.is_retired:
        raise Refused(
            _("%(name)s已撤销。") % {"name": department.label}, field="department", mend=_("请选在用的部门。")
        )
    wanted = vars(criteria) | {"department": department, "part": part}
    known = Route.objects.filter(to_on=None, **_null_aware(wanted)).first()
    if known is not None:
        return known
    route = Route.objects.create(from_on=on, priority=priority, **wanted)
    write(
        "catalogue.add_route", route, by=by, at=at, key=key, facts={"department": department.path, "part": part.value}
    )
    return route


@transaction.atomic
def set_first_desk(row: FirstDesk, level: DeskLevel, *, on: date, by: Actor, at: datetime, key: UUID) -> FirstDesk:
    """Change the desk of a first-desk row from a day on."""
    refuse_strangers(by)
    if row.is_enforcement and level == DeskLevel.COMMUNITY:
        raise Refused(_("执法事项不能交社区。"), field="level", mend=_("请选街道或区级。"))
    if row.level == level:
        return row
    new = succeed(row, on, level=level.value)
    write("catalogue.set_first_desk", new, by=by, at=at, key=key, facts={"level": level.value})
    return new


@transaction.atomic
def set_stage_limit(
    stage: str, level: str, limit: Limit, *, on: date, by: Actor, at: datetime, key: UUID
) -> StageLimit:
    """Set the limit of a stage at a level of desk (or at any) from a day on."""
    refuse_strangers(by)
    values = {"limit_amount": limit.amount, "limit_unit": limit.unit.value}
    known = StageLimit.objects.filter(stage=stage, level=level, to_on=None).first()
    if known is not None and Limit.of(known) == limit:
        return known
    if known is not None:
        row = succeed(known, on, **values)
    else:
        row = StageLimit.objects.create(stage=stage, level=level, from_on=on, **values)
    write("catalogue.set_stage_limit", row, by=by, at=at, key=key, facts={"stage": stage, "limit": limit.written})
    return row


def _null_aware(values: dict[str, object]) -> dict[str, object]:
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value for name, value in values.items()
    }
