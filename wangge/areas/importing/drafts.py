"""A row as it would become an area: what the file says, read by the mapping, with a person's mends on top."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from wangge.areas.importing.findings import Finding, Weight, from_json
from wangge.areas.importing.mapping import Mapping, trimmed
from wangge.areas.levels import GridKind, Level
from wangge.areas.models import ImportRow

LOST_CHARACTERS = re.compile("[\ufffd\ue000-\uf8ff?？]")
STREET_SUFFIX = re.compile("(街道办事处|街道|镇|乡|苏木)$")
KINDS = {"综合": GridKind.COMPREHENSIVE, "专属": GridKind.DEDICATED, **{kind.value: kind for kind in GridKind}}

NameCodes = dict[str, list[tuple[str, str]]]  # stem of a name → (full name, code), each once


@dataclass
class Draft:
    """A row on its way: filled by the mapping, judged by the checks."""

    row: ImportRow
    level: Level
    code: str = ""
    name: str = ""
    parent_code: str = ""  # as the file says; the true parent is the beginning of the code
    parent_name: str = ""
    grid_kind: str = ""
    geometry: BaseGeometry | None = None
    findings: list[Finding] = field(default_factory=list)
    merged: list["Draft"] = field(default_factory=list)  # rows that are part of this one

    @property
    def number(self) -> int:
        """The row's number in its file."""
        return self.row.number

    @property
    def is_refused(self) -> bool:
        """Is anything found that keeps the row out?"""
        return any(finding.weight == Weight.REFUSED for finding in self.findings)

    @property
    def is_dropped(self) -> bool:
        """Has a person put the row aside?"""
        return bool(self.row.mend.get("drop"))

    @property
    def merges(self) -> bool:
        """Has a person said that rows with this code are one area?"""
        return bool(self.row.mend.get("merge"))

    @property
    def parent(self) -> str:
        """The code of the parent, by the shape of codes."""
        above = self.level.above
        return self.code[: above.code_length] if above else ""

    @property
    def shape(self) -> BaseGeometry:
        """The boundary of a row that has one."""
        if self.geometry is None:
            raise LookupError(f"Row {self.number} has no boundary.")
        return self.geometry

    def say(self, kind: str, **facts: object) -> None:
        """Note a finding."""
        self.findings.append(Finding(kind, facts))


def draft_of(row: ImportRow, mapping: Mapping, name_codes: NameCodes) -> Draft:
    """Read one stored row."""
    draft = Draft(row, mapping.level, findings=from_json(row.read_findings))
    draft.geometry = shapely.from_wkb(bytes(row.geometry)) if row.geometry is not None else None
    if row.mend.get("again"):
        draft.say("again")
    _read_name(draft, mapping)
    _read_code(draft, mapping, name_codes)
    draft.parent_name = _first(row, mapping.parent_name)
    draft.parent_code = "" if row.mend.get("code") else trimmed(_first(row, mapping.parent), draft.level.above)
    draft.grid_kind = row.mend.get("grid_kind") or _kind(draft, _first(row, mapping.kind))
    return draft


def stem(name: str) -> str:
    """A street's name without what kind of street it is."""
    return STREET_SUFFIX.sub("", name)


def _read_name(draft: Draft, mapping: Mapping) -> None:
    if draft.row.mend.get("name"):
        draft.name = draft.row.mend["name"]
        return
    given = [name for column in mapping.name if (name := _value(draft.row, column))]
    whole = [name for name in given if not LOST_CHARACTERS.search(name)]
    draft.name = (whole or given or [""])[0]
    if whole and whole[0] != given[0]:
        draft.say("name_replaced", broken=given[0], name=whole[0])


def _read_code(draft: Draft, mapping: Mapping, name_codes: NameCodes) -> None:
    said = _first(draft.row, mapping.code)
    if draft.row.mend.get("code"):
        draft.code = draft.row.mend["code"]
    elif mapping.code_by_name:
        _take_code_by_name(draft, said, name_codes)
    else:
        draft.code = trimmed(said, draft.level)


def _take_code_by_name(draft: Draft, said: str, name_codes: NameCodes) -> None:
    if not draft.name:
        return
    found = name_codes.get(stem(draft.name), [])
    if not found:
        draft.say("code_name_unknown", name=draft.name, length=draft.level.code_length)
    elif len(found) > 1:
        codes = _("、").join(f"{name} {code}" for name, code in found)
        draft.say("code_name_ambiguous", name=draft.name, codes=codes, likely_name=found[0][0], likely_code=found[0][1])
    else:
        (full_name, draft.code), said_name = found[0], draft.name
        draft.name = draft.row.mend.get("name") or full_name
        if said != draft.code or said_name != full_name:
            draft.say("code_by_name", said=said, said_name=said_name, code=draft.code, name=draft.name)


def _kind(draft: Draft, said: str) -> str:
    """The kind that the file says; a grid whose name says 专属 is dedicated, every other is comprehensive."""
    if draft.level != Level.GRID:
        return ""
    words = [said, draft.name] if said else [draft.name]
    return next(
        (kind.value for word in words for key, kind in KINDS.items() if key in word), GridKind.COMPREHENSIVE.value
    )


def _first(row: ImportRow, columns: Iterable[str]) -> str:
    return next((value for column in columns if (value := _value(row, column))), "")


def _value(row: ImportRow, column: str) -> str:
    return unicodedata.normalize("NFC", str(row.values.get(column, ""))).strip()
