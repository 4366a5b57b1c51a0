"""An item begins, in the place of the one before it, or ends: from that day the field is not asked for any more."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.kernel import clock, kept, record
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.basis.datasets import is_known, may_be_agreed_to
from wangge.registers.basis.first import item_values, notice_values
from wangge.registers.basis.models import Item, LegalBasis, Notice, Sensitivity

STAMP = "basis"
EDITORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})


@dataclass(frozen=True)
class ItemFacts:
    """Everything that is to be known of an item."""

    dataset: str
    field: str
    basis: str
    reference: str
    purpose: str
    kept_days: int
    roles: list[str]
    notice: Notice
    sensitivity: str = Sensitivity.GENERAL


@transaction.atomic
def begin_item(facts: ItemFacts, from_on: date, *, by: Actor, at: datetime, key: UUID) -> Item:
    """From this day the field is collected on this basis. Refused for the past, and for what no data set holds."""
    refuse_stranger(by)
    if done := Record.objects.filter(key=key).first():
        return Item.objects.get(pk=done.subject_id)
    _refuse_faults(facts, from_on, clock.day_of(at))
    for before in Item.objects.filter(dataset=facts.dataset, field=facts.field, to_on=None):
        if before.from_on >= from_on:
            raise Refused(_("已有更晚开始的采集项。"), field="from_on", mend=_("请把起始日期改晚一天。"))
        Item.objects.filter(pk=before.pk).update(to_on=from_on)
    item = Item(
        dataset=facts.dataset,
        field=facts.field,
        basis=facts.basis,
        reference=facts.reference.strip(),
        purpose=facts.purpose.strip(),
        sensitivity=facts.sensitivity,
        kept_days=facts.kept_days,
        roles=facts.roles,
        notice=facts.notice,
        from_on=from_on,
    )
    item.save(force_insert=True)
    _write("item_begun", item, by=by, at=at, key=key)
    return item


@transaction.atomic
def end_item(item: Item, on: date, *, by: Actor, at: datetime, key: UUID) -> Item:
    """From this day the field is collected no more. What is held stays until retention erases it."""
    refuse_stranger(by)
    item = Item.objects.select_for_update().get(pk=item.pk)
    if Record.objects.filter(key=key).exists():
        return item
    if item.to_on:
        raise Refused(_("这个采集项已经结束。"))
    if on < clock.day_of(at) or on < item.from_on:
        raise Refused(_("结束日期不能早于今天，也不能早于起始日期。"), field="on")
    Item.objects.filter(pk=item.pk).update(to_on=on)
    item.to_on = on
    _write("item_ended", item, by=by, at=at, key=key)
    return item


def seed() -> None:
    """The items of the beginning, where there are none yet."""
    if Item.objects.exists():
        return
    notice = Notice.objects.create(**notice_values())
    Item.objects.bulk_create([Item(**values, notice=notice) for values in item_values()])
    kept.expire(STAMP)


def refuse_stranger(by: Actor) -> None:
    """Only those who answer for the system and its safety."""
    if by.role not in EDITORS:
        raise NotYours(_("采集依据由系统管理员和安全管理员维护。"))


def _refuse_faults(facts: ItemFacts, from_on: date, today: date) -> None:
    if not is_known(facts.dataset, facts.field):
        raise Refused(_("档案里没有这个字段。"), field="field")
    if facts.basis not in LegalBasis.values:
        raise Refused(_("请选择合法性基础。"), field="basis")
    if facts.basis == LegalBasis.CONSENT and not may_be_agreed_to(facts.dataset, facts.field):
        raise Refused(
            _("这个字段没有本人可以登记同意的地方，不能以同意为依据。"),
            field="basis",
            mend=_("请选择其他合法性基础；没有的就不采集。"),
        )
    if not facts.reference.strip() or not facts.purpose.strip():
        raise Refused(_("请写明依据条款和处理目的。"), field="reference")
    if from_on < today:
        raise Refused(_("采集项不能追溯开始。"), field="from_on", mend=_("请选今天或以后的日期。"))


def _write(act: str, item: Item, *, by: Actor, at: datetime, key: UUID) -> None:
    kept.expire(STAMP)
    record.write(
        "basis",
        act,
        by=by,
        at=at,
        key=key,
        area_code=by.area_code,
        subject="basis_item",
        subject_id=item.pk,
        facts={"dataset": item.dataset, "field": item.field},
    )
