"""Organisations as rows of a sheet, with whom to call and what is dangerous there."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from wangge.registers.basis.sight import Sight
from wangge.registers.exporting.words import word_of
from wangge.registers.organisations.looking import contact_for
from wangge.registers.organisations.models import Contact, Hazard, Organisation
from wangge.registers.people.rows import where_of


def columns() -> list[str]:
    """What each column is."""
    return [_("名称"), _("类型"), _("统一社会信用代码"), _("地址"), _("网格"), _("从业人数"), _("开业日期"),
            _("停业日期"), _("下次检查"), _("安全隐患"), _("联系人")]  # fmt: skip


def rows(organisations: Sequence[Organisation], today: date, sight: Sight) -> list[list[str]]:
    """Two queries for all of them."""
    hazards: dict[int, list[Hazard]] = {}
    for hazard in Hazard.objects.filter(organisation__in=organisations, gone_on=None).order_by("found_on", "pk"):
        hazards.setdefault(hazard.organisation_id, []).append(hazard)
    contacts: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(organisation__in=organisations).order_by("part"):
        contacts.setdefault(contact.organisation_id, []).append(contact_for(contact, sight))
    return [_cells(each, hazards.get(each.pk, ()), contacts.get(each.pk, ())) for each in organisations]


def _cells(one: Organisation, hazards: Iterable[Hazard], contacts: Iterable[Contact]) -> list[str]:
    return [
        one.name,
        word_of(one, "kind"),
        one.uscc,
        one.address,
        where_of(one.area_code),
        "" if one.staff_count is None else str(one.staff_count),
        *(day.isoformat() if day else "" for day in (one.opened_on, one.closed_on, one.inspection_due_on)),
        "、".join(word_of(hazard, "sort") for hazard in hazards),
        "；".join(_called(contact) for contact in contacts),
    ]


def _called(contact: Contact) -> str:
    return " ".join(filter(None, (word_of(contact, "part"), contact.masked_name, contact.masked_phone)))
