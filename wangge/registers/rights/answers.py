"""What somebody is told of himself: what is held of him, on which basis, and who looked."""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.accounts.roles import Role
from wangge.registers.basis import queries as basis
from wangge.registers.basis.datasets import FIELDS, PERSON
from wangge.registers.people.looking import WHATS
from wangge.registers.people.models import CareNeed, Consent, Person, Residence

DISPLAYED = frozenset({"sex", "nation", "marriage", "education"})


def held(person: Person, on: date) -> str:
    """Everything that the archive holds of a person, a line each, with the basis of every field."""
    of_archive = (*_of_person(person, on), *_of_residences(person), *_of_cares(person), *_of_consents(person))
    return "\n".join(
        [*of_archive, _("上门提醒：由设置它的部门负责，不写在这里；在居民端查阅、复制的，答复页另有说明。")]
    )


def looks(person: Person) -> str:
    """Who looked at what is masked: the post, not the name; when, at what, and why."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT at, role, department, what, reason FROM rights_looks_at(%s)", [person.pk])
        rows = cursor.fetchall()
    if not rows:
        return _("没有人查看过您被遮盖的信息。")
    return "\n".join(
        _("%(at)s %(where)s%(role)s 查看了%(what)s，事由：%(reason)s")
        % {
            "at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M"),
            "where": where,
            "role": Role(role).label if role in Role.values else _("系统"),
            "what": WHATS.get(what, what),
            "reason": reason,
        }
        for at, role, where, what, reason in rows
    )


def _of_person(person: Person, on: date) -> Iterator[str]:
    for field, word in FIELDS[PERSON].items():
        value = _value(person, field)
        if value:
            item = basis.item_of(PERSON, field, on)
            why = item.reference if item else _("目前没有采集依据，将被清除")
            yield _("%(word)s：%(value)s（%(why)s）") % {"word": word, "value": value, "why": why}


def _value(person: Person, field: str) -> str:
    if field == "document":
        return f"{person.get_document_kind_display()} {person.document_number}".strip() if person.document_kind else ""
    if field == "guardian":
        return person.guardian.masked_name if person.guardian else ""
    value = getattr(person, f"get_{field}_display")() if field in DISPLAYED else getattr(person, field)
    return str(value) if value else ""


def _of_residences(person: Person) -> Iterator[str]:
    for residence in Residence.objects.filter(person=person).select_related("dwelling").order_by("-id"):
        told = {
            "address": residence.dwelling.address,
            "as": residence.get_capacity_display(),
            "from": residence.from_on or "",
            "to": residence.to_on or "",
        }
        yield _("居住：%(address)s，%(as)s，%(from)s 至 %(to)s") % told


def _of_cares(person: Person) -> Iterator[str]:
    for need in CareNeed.objects.filter(person=person).order_by("-id"):
        told = {"kind": need.get_kind_display(), "from": need.from_on, "to": need.to_on or ""}
        yield _("关爱信息：%(kind)s，%(from)s 至 %(to)s") % told


def _of_consents(person: Person) -> Iterator[str]:
    for consent in Consent.objects.filter(person=person).order_by("-id"):
        state = _("已撤回") if consent.withdrawn_at else _("有效")
        yield _("同意记录：%(item)s，%(state)s") % {"item": consent.item, "state": state}
