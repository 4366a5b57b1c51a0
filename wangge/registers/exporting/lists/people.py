"""Residents as rows of a sheet."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from wangge.registers.basis.sight import Sight
from wangge.registers.exporting.words import word_of
from wangge.registers.people.models import Residence
from wangge.registers.people.rows import Row, of_residences


def columns() -> list[str]:
    """What each column is."""
    return [_("姓名"), _("性别"), _("年龄"), _("住址"), _("网格"), _("人口类别"), _("人户情况"), _("与户主关系"),
            _("关爱"), _("证件类型"), _("证件号码"), _("电话"), _("入住日期"), _("迁出日期")]  # fmt: skip


def rows(residences: Sequence[Residence], today: date, sight: Sight) -> list[list[str]]:
    """Two queries for all of them."""
    return [_cells(row) for row in of_residences(residences, today, sight)]


def _cells(row: Row) -> list[str]:
    one = row.residence
    return [
        one.masked_name,
        *_of_person(row),
        str(one.dwelling.address),
        row.where,
        word_of(one, "capacity"),
        word_of(one, "presence"),
        word_of(one, "relation") if one.relation else "",
        "、".join(word_of(need, "kind") for need in row.needs),
        *_numbers(row),
        *(day.isoformat() if day else "" for day in (one.from_on, one.to_on)),
    ]


def _of_person(row: Row) -> Sequence[str]:
    if row.person is None:
        return "", ""
    return word_of(row.person, "sex"), "" if row.age is None else str(row.age)


def _numbers(row: Row) -> Sequence[str]:
    """Masked, as the list shows them."""
    person = row.person
    if person is None:
        return "", "", ""
    kind = word_of(person, "document_kind") if person.document_index else ""
    return kind, person.masked_document, person.masked_phone
