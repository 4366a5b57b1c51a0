"""What a building, a dwelling, an organisation has been, in words: what changed, who did it, through what, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from wangge.accounts.queries import names_of
from wangge.areas.models import Area
from wangge.kernel.kept import rows_of
from wangge.kernel.models import Change
from wangge.kernel.models.change import ChangeKind

MOST = 100
UNTOLD = frozenset({"id", "area_code", "pinyin", "initials", "organisation_id", "community_id", "lat"})
# Told as changed, never by its value.
HIDDEN: Mapping[str, str | Promise] = {
    "owner_name": _("房主"),
    "owner_phone_sealed": _("房主电话"),
    "phone_sealed": _("电话"),
    "organisations_contact.name": _("姓名"),
    "lon": _("位置"),
    "footprint": _("轮廓"),
    "building_id": _("楼栋"),
    "dwelling_id": _("房屋"),
    "compound_id": _("小区"),
}
VIAS: Mapping[str, str | Promise] = {
    "desk": _("工作台"),
    "field": _("网格员手机"),
    "api": _("接口"),
    "worker": _("系统"),
    "timer": _("系统"),
}
ICONS = {"insert": "plus", "update": "pencil", "delete": "trash"}


@dataclass(frozen=True)
class Told:
    """One line of the story."""

    at: datetime
    who: str
    icon: str
    what: str
    facts: list[str]
    why: str
    via: str


def told(*rows: models.Model) -> list[Told]:
    """What these rows have been, the latest first, as far as the scope may see it. Two queries for each table."""
    by_table: dict[str, list[models.Model]] = {}
    for row in rows:
        by_table.setdefault(row._meta.db_table, []).append(row)
    changes = [each for table, kept in by_table.items() for each in _changes(table, kept)]
    changes.sort(key=lambda each: each.pk, reverse=True)
    names = names_of({each.user_id for each in changes if each.user_id})
    models_by_table = {table: type(kept[0]) for table, kept in by_table.items()}
    lines = (_line(each, models_by_table[each.table], names) for each in changes[:MOST])
    return [line for line in lines if line]


def _changes(table: str, rows: Iterable[models.Model]) -> Iterable[Change]:
    return Change.objects.filter(table=table, row_id__in=[row.pk for row in rows]).order_by("-id")[:MOST]


def _line(change: Change, model: type[models.Model], names: Mapping[int, str]) -> Told | None:
    facts = list(_facts(change, model)) if change.kind == ChangeKind.UPDATE else []
    if change.kind == ChangeKind.UPDATE and not facts:
        return None
    return Told(
        at=change.at,
        who=names.get(change.user_id or 0, "") or say("系统"),
        icon=ICONS[change.kind],
        what=f"{change.get_kind_display()}{model._meta.verbose_name}",
        facts=facts,
        why=change.why,
        via=str(_("导入") if change.via.startswith("import") else VIAS.get(change.via, "")),
    )


def _facts(change: Change, model: type[models.Model]) -> Iterator[str]:
    fields = {field.column: field for field in model._meta.concrete_fields}
    for column, (old, new) in change.changed.items():
        hidden = HIDDEN.get(f"{change.table}.{column}") or HIDDEN.get(column)
        if hidden:
            yield say("%(field)s已变更") % {"field": hidden}
        elif column in fields and column not in UNTOLD:
            field = fields[column]
            yield f"{field.verbose_name}{say('：')}{_spoken(field, old)} → {_spoken(field, new)}"


def _spoken(field: Any, value: object) -> str:
    if value in (None, ""):
        return say("空")
    if isinstance(value, bool):
        return say("是") if value else say("否")
    if field.column == "area_id":
        area = rows_of(Area).get(value)
        return area.name if area else str(value)
    return str(dict(field.flatchoices or ()).get(value, value))
