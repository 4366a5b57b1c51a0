"""What rows of an archive have been, in words: what changed, from what to what, who did it, through what, and why.

Each archive has a tongue of its own: what it leaves out, what it tells as changed only, and how it names a change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.accounts.queries import names_of
from wangge.areas.models import Area
from wangge.kernel import history
from wangge.kernel.kept import rows_of
from wangge.kernel.models import Change
from wangge.kernel.models.change import ChangeKind

MOST = 100
Words = Mapping[str, str | Promise]
INDEX = "_index"
VIAS: Words = {
    "desk": _("工作台"),
    "field": _("网格员手机"),
    "portal": _("居民端"),
    "api": _("接口"),
    "worker": _("系统"),
    "timer": _("系统"),
}


@dataclass(frozen=True)
class Told:
    """One line of the story."""

    at: datetime
    who: str
    icon: str
    what: str
    about: str
    facts: list[str]
    why: str
    via: str


@dataclass(frozen=True)
class Tongue:
    """How one archive tells its changes; a column may be named alone or with its table (`table.column`)."""

    untold: frozenset[str]
    hidden: Words
    icon: Callable[[Change], str]
    what: Callable[[Change, type[models.Model]], str]
    sentences: Words = field(default_factory=dict)
    about: Callable[[models.Model], str] = lambda row: ""


def told(rows: Iterable[models.Model], tongue: Tongue, *, most: int | None = MOST) -> list[Told]:
    """What these rows have been, the latest first, as far as the scope may see it. Two queries."""
    kept = {(row._meta.db_table, row.pk): row for row in rows}
    changes = history.stories_of(kept.values(), most=most)
    names = names_of({each.user_id for each in changes if each.user_id})
    lines = (_line(each, kept[each.table, each.row_id], names, tongue) for each in changes)
    return [line for line in lines if line]


def _line(change: Change, row: models.Model, names: Mapping[int, str], tongue: Tongue) -> Told | None:
    facts = list(_facts(change, type(row), tongue)) if change.kind == ChangeKind.UPDATE else []
    if change.kind == ChangeKind.UPDATE and not facts:
        return None
    return Told(
        at=change.at,
        who=names.get(change.user_id or 0, "") or gettext("系统"),
        icon=tongue.icon(change),
        what=tongue.what(change, type(row)),
        about=tongue.about(row),
        facts=facts,
        why=change.why,
        via=str(_("导入") if change.via.startswith("import") else VIAS.get(change.via, "")),
    )


def _facts(change: Change, model: type[models.Model], tongue: Tongue) -> Iterator[str]:
    fields = {column.column: column for column in model._meta.concrete_fields}
    for name, (old, new) in change.changed.items():
        whole = f"{change.table}.{name}"
        if name in tongue.untold or whole in tongue.untold or name.endswith(INDEX):
            continue
        if name in tongue.sentences:
            yield str(tongue.sentences[name])
        elif hidden := tongue.hidden.get(whole) or tongue.hidden.get(name):
            yield gettext("%(field)s已变更") % {"field": hidden}
        elif name in fields:
            field = fields[name]
            yield f"{field.verbose_name}{gettext('：')}{_spoken(field, old)} → {_spoken(field, new)}"


def _spoken(column: Any, value: object) -> str:
    if value in (None, ""):
        return gettext("空")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if column.column == "area_id":
        area = rows_of(Area).get(value)
        return area.name if area else str(value)
    return str(dict(column.flatchoices or ()).get(value, value))
