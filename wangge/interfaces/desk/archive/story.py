"""What rows of an archive have been, in words: what changed, from what to what, who did it, through what, and why; and
whom each value of today comes from.

Each archive has a tongue of its own: what it leaves out, what it tells as changed only, and how it names a change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
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
class Source:
    """Whom some values of a row come from, through what, and since when they stand."""

    about: str
    values: str
    who: str
    via: str
    at: datetime


@dataclass(frozen=True)
class Story:
    """What rows have been, the latest first, and where their values come from."""

    lines: Sequence[Told]
    sources: Sequence[Source]


@dataclass(frozen=True)
class Tongue:
    """How one archive tells its changes; a column may be named alone or with its table (`table.column`)."""

    untold: frozenset[str]
    hidden: Words
    icon: Callable[[Change], str]
    what: Callable[[Change, type[models.Model]], str]
    sentences: Words = field(default_factory=dict)
    about: Callable[[models.Model], str] = lambda row: ""


def told(rows: Iterable[models.Model], tongue: Tongue, *, most: int | None = MOST) -> Story:
    """The story of these rows, as far as the scope may see it. Two queries."""
    kept = {(row._meta.db_table, row.pk): row for row in rows}
    changes = history.stories_of(kept.values(), most=most)
    names = names_of({each.user_id for each in changes if each.user_id})
    of_row: dict[tuple[str, int], list[Change]] = defaultdict(list)
    for each in changes:
        of_row[each.table, each.row_id].append(each)
    lines = (_line(each, kept[each.table, each.row_id], names, tongue) for each in changes)
    sources = (_sources(row, of_row[key], names, tongue) for key, row in kept.items())
    return Story([line for line in lines if line], list(chain.from_iterable(sources)))


def _line(change: Change, row: models.Model, names: Mapping[int, str], tongue: Tongue) -> Told | None:
    facts = list(_facts(change, type(row), tongue)) if change.kind == ChangeKind.UPDATE else []
    if change.kind == ChangeKind.UPDATE and not facts:
        return None
    return Told(
        at=change.at,
        who=_who(change, names),
        icon=tongue.icon(change),
        what=tongue.what(change, type(row)),
        about=tongue.about(row),
        facts=facts,
        why=change.why,
        via=_via(change),
    )


def _sources(
    row: models.Model, changes: Sequence[Change], names: Mapping[int, str], tongue: Tongue
) -> Iterator[Source]:
    """The values that stand, by the change that brought them (`changes` the latest first), the latest first."""
    brought: dict[int, list[str]] = defaultdict(list)
    for column in row._meta.concrete_fields:
        label = _label(row._meta.db_table, column, tongue)
        if label and getattr(row, column.attname) not in (None, "", False):
            bringing = (each for each in changes if each.kind == ChangeKind.INSERT or column.column in each.changed)
            if change := next(bringing, None):
                brought[change.pk].append(label)
    for change in changes:
        if labels := brought.get(change.pk):
            values = gettext("、").join(labels)
            yield Source(tongue.about(row), values, _who(change, names), _via(change), change.at)


def _label(table: str, column: Any, tongue: Tongue) -> str:
    """What a value is called where it is told; empty where it is not told of."""
    name = column.column
    if _is_untold(table, name, tongue) or name in tongue.sentences:
        return ""
    return str(_hidden(table, name, tongue) or column.verbose_name)


def _is_untold(table: str, name: str, tongue: Tongue) -> bool:
    return name in tongue.untold or f"{table}.{name}" in tongue.untold or name.endswith(INDEX)


def _hidden(table: str, name: str, tongue: Tongue) -> str | Promise | None:
    """What a column is called of which nothing is told but that it changed."""
    return tongue.hidden.get(f"{table}.{name}") or tongue.hidden.get(name)


def _who(change: Change, names: Mapping[int, str]) -> str:
    return names.get(change.user_id or 0, "") or gettext("系统")


def _via(change: Change) -> str:
    return str(_("导入") if change.via.startswith("import") else VIAS.get(change.via, ""))


def _facts(change: Change, model: type[models.Model], tongue: Tongue) -> Iterator[str]:
    fields = {column.column: column for column in model._meta.concrete_fields}
    for name, (old, new) in change.changed.items():
        if _is_untold(change.table, name, tongue):
            continue
        if name in tongue.sentences:
            yield str(tongue.sentences[name])
        elif hidden := _hidden(change.table, name, tongue):
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
