"""The life of a person in words: what changed, from what to what, who did it, why and through what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from wangge.accounts.queries import names_of
from wangge.kernel.models import Change
from wangge.kernel.models.change import ChangeKind
from wangge.registers.people.models import CareNeed, Person, Residence

# What stands in history without being told: it repeats something else, or is the district's affair.
UNTOLD = frozenset({"id", "pinyin", "initials", "area_code", "is_double", "phone_tail_index", "document_index"})
# What is told as changed, never by its value.
SEALED = {
    "name": _("姓名"),
    "former_name": _("曾用名"),
    "born_on": _("出生日期"),
    "document_sealed": _("证件号码"),
    "phone_sealed": _("电话"),
    "guardian_id": _("监护人"),
    "household_id": _("家庭户"),
    "dwelling_id": _("房屋"),
    "erased_at": _("删除"),
}
MERGED = {"person_id": _("居住信息随重复登记的核定移动"), "merged_into_id": _("核定为重复登记，已合并或撤销")}
VIAS = {"desk": _("工作台"), "field": _("网格员手机"), "portal": _("居民端"), "api": _("接口"), "worker": _("系统")}
ICONS = {
    "people_careneed": "heart-handshake",
    "people_household": "users-group",
    "people_person": "user",
    "people_residence": "home",
}
BEGUN = {
    "people_person": _("建立人员档案"),
    "people_residence": _("登记居住信息"),
    "people_careneed": _("登记关爱信息"),
    "people_household": _("立户"),
}


@dataclass(frozen=True)
class Told:
    """One line of a life."""

    at: datetime
    who: str
    icon: str
    what: str
    about: str
    facts: list[str]
    why: str
    via: str


def told(changes: Iterable[Change], rows: Iterable[models.Model]) -> list[Told]:
    """The changes of these rows, the latest first; one query for the names of those who made them."""
    kept = list(changes)
    abouts = {(row._meta.db_table, row.pk): _about(row) for row in rows}
    names = names_of({one.user_id for one in kept if one.user_id})
    lines = (_line(one, abouts.get((one.table, one.row_id), ""), names) for one in kept)
    return [line for line in lines if line is not None]


def _line(change: Change, about: str, names: Mapping[int, str]) -> Told | None:
    facts = list(_facts(change)) if change.kind == ChangeKind.UPDATE else []
    if change.kind == ChangeKind.UPDATE and not facts:
        return None
    return Told(
        at=change.at,
        who=names.get(change.user_id or 0, "") or say("系统"),
        icon=ICONS.get(change.table, "history"),
        what=str(_what(change)),
        about=about,
        facts=facts,
        why=change.why,
        via=str(_via(change.via)),
    )


def _what(change: Change) -> str | Promise:
    if change.kind == ChangeKind.INSERT:
        return BEGUN.get(change.table, _("新增"))
    return _("更正") if change.kind == ChangeKind.UPDATE else _("删除")


def _facts(change: Change) -> Iterable[str]:
    model = _models()[change.table]
    for column, (old, new) in change.changed.items():
        if column in UNTOLD or (model is Residence and column == "name"):
            continue
        if column in MERGED:
            yield str(MERGED[column])
        elif column in SEALED:
            yield say("%(field)s已变更") % {"field": SEALED[column]}
        elif column in _fields(model):
            field = _fields(model)[column]
            yield f"{field.verbose_name}{say('：')}{_spoken(field, old)} → {_spoken(field, new)}"


def _spoken(field: Any, value: object) -> str:
    if value in (None, ""):
        return say("空")
    return str(dict(field.flatchoices).get(value, value))


def _fields(model: type[models.Model]) -> dict[str, Any]:
    """The columns that have a word of their own; indexes and the like have none."""
    columns = {str(field.column): field for field in model._meta.concrete_fields}
    return {column: field for column, field in columns.items() if not column.endswith("_index")}


def _about(row: models.Model) -> str:
    if isinstance(row, Residence):
        return row.dwelling.address
    return str(row.get_kind_display()) if isinstance(row, CareNeed) else ""


def _via(via: str) -> str | Promise:
    if via.startswith("import"):
        return _("导入")
    return VIAS.get(via, "")


def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_app_config(Person._meta.app_label).get_models()}
