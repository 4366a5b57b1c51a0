"""Which column means what: guessed from its name, corrected by a person, saved under a name and used again."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused
from wangge.registers.importing import fields as told
from wangge.registers.importing.fields import Field
from wangge.registers.importing.models import SavedMapping

ASIDE = re.compile("[（(](?:必填|选填|可填|必录)[项]?[)）]")
HEAD = "户主"  # a column about him is about the row's person last
Columns = dict[str, str]  # field → column


def guess(columns: Sequence[str], fields: Sequence[Field]) -> Columns:
    """For each field the column whose name is one of its words, the surest first; each column once."""
    names = {column: spelled(column) for column in columns}
    found: Columns = {}
    for field in fields:
        words = [spelled(str(field.label)), *map(spelled, field.words), spelled(field.name)]
        exact = (column for word in words for column, name in names.items() if name == word)
        column = next((each for each in exact if each not in found.values()), "")
        if column:
            found[field.name] = column
    for field in fields:
        if field.name not in found and (column := _likely(field, names, found)):
            found[field.name] = column
    return found


def fitting(saved: SavedMapping, columns: Sequence[str]) -> Columns:
    """A saved mapping as far as this sheet has its columns."""
    return {field: column for field, column in saved.columns.items() if column in columns}


def checked(chosen: Mapping[str, str], columns: Sequence[str], fields: Sequence[Field]) -> Columns:
    """What a person chose; refused where a required field has no column, or two fields share one."""
    known = {field.name: field for field in fields}
    kept = {name: column for name, column in chosen.items() if name in known and column in columns}
    missing = [str(field.label) for field in fields if field.is_required and field.name not in kept]
    if missing:
        raise Refused(_("还没有指明哪一列是%(what)s。") % {"what": _("、").join(missing)}, field="mapping")
    twice = sorted({column for column in kept.values() if list(kept.values()).count(column) > 1})
    if twice:
        raise Refused(_("“%(column)s”被指定了两次。") % {"column": twice[0]}, field="mapping")
    return kept


def save(name: str, archive: str, columns: Columns, area_code: str) -> SavedMapping:
    """Keep a mapping for the next sheet; the same name again replaces it."""
    saved, _made = SavedMapping.objects.update_or_create(
        area_code=area_code, archive=archive, name=name.strip()[:60], defaults={"columns": columns}
    )
    return saved


def named(name: str, archive: str) -> SavedMapping:
    """A saved mapping by its name, the nearest one of the scope."""
    saved = SavedMapping.objects.filter(archive=archive, name=name).order_by("-area_code").first()
    if saved is None:
        known = SavedMapping.objects.filter(archive=archive).order_by("name").values_list("name", flat=True)
        mend = _("已保存的有：%(names)s。") % {"names": _("、").join(known) or _("无")}
        raise Refused(_("没有叫“%(name)s”的字段对应。") % {"name": name}, field="mapping", mend=mend)
    return saved


def _likely(field: Field, names: Mapping[str, str], found: Columns) -> str:
    """A column whose name holds a word of the field; Latin words are too short for that."""
    words = [
        word for each in (str(field.label), *field.words) if not (word := spelled(each)).isascii() and len(word) > 1
    ]
    free = sorted((column for column in names if column not in found.values()), key=lambda column: HEAD in column)
    return next((column for column in free if any(word in names[column] for word in words)), "")


def spelled(words: str) -> str:
    """One spelling for names of columns; “入住时间” and “入住日期” mean the same."""
    return told.spelled(ASIDE.sub("", words)).replace("时间", "日期")
