"""The catalogue that the project ships, read from the tables in `data/`.

The directory follows GB/T 47678.5-2026 (and, ended, GB/T 30428.2-2013); filing conditions, limits and handlers are a
usable beginning after the practice of GB/T 30428.8 and must be settled by each town, which is why they are rows.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from django.utils.translation import override

from wangge.cases.catalogue.lines import SOURCE_LANGUAGE, YES, CategoryLine, ConditionLine, values_of
from wangge.cases.deadlines import Limit, read_limit
from wangge.cases.models.case import DeskLevel, Source
from wangge.cases.models.catalogue import Field, HandlerKind, Kind, StageClock

DATA = Path(__file__).parent / "data"
NATIONAL, FORMER, LOCAL = "GBT47678.5-2026", "GBT30428.2-2013", "local"
ABNORMAL = "异常"
CONDITIONS_REF = "参照 GB/T 30428.8 体例的默认值，请按本地标准核定"
Row = dict[str, str]
Mapping = tuple[tuple[str, str, str, str], tuple[str, str, str, str]]


@dataclass(frozen=True)
class VersionLine:
    """A version of the directory."""

    code: str
    name: str
    standard_ref: str
    from_on: date
    to_on: date | None
    is_local: bool


@dataclass(frozen=True)
class FirstDeskLine:
    """A row of the first desk; None and empty match everything."""

    source: str
    is_enforcement: bool | None
    is_service: bool | None
    level: str
    standard_ref: str


@dataclass(frozen=True)
class StageLimitLine:
    """A limit of a stage."""

    stage: str
    level: str
    limit: Limit
    standard_ref: str


class Defaults:
    """All tables, read once."""

    @cached_property
    def versions(self) -> list[VersionLine]:
        """The versions, newest national one first."""
        return [
            VersionLine(
                row["code"],
                row["name"],
                row["standard_ref"],
                date.fromisoformat(row["from_on"]),
                date.fromisoformat(row["to_on"]) if row["to_on"] else None,
                row["is_local"] == YES,
            )
            for row in _rows("versions")
        ]

    @cached_property
    def lines(self) -> dict[str, list[ConditionLine]]:
        """The conditions of each version."""
        national = [*self._objects(), *self._items("items", NATIONAL)]
        local = list(self._items("local_items", LOCAL))
        return {NATIONAL: [*national, *self._abnormal(national)], LOCAL: local, FORMER: self._former(national + local)}

    @cached_property
    def mappings(self) -> list[Mapping]:
        """From a class (version, kind, major, minor) to the class that stands for it."""
        former = [(_former_key(row), _target_key(row)) for row in _rows("former_categories")]
        abnormal = [
            (
                (NATIONAL, Kind.ITEM.value, row["major"], row["minor"]),
                (NATIONAL, Kind.OBJECT.value, row["major"], row["minor"]),
            )
            for row in _rows("objects")
        ]
        return former + abnormal

    @cached_property
    def first_desks(self) -> list[FirstDeskLine]:
        """The default first desks."""
        sources, levels = _words(Source), _words(DeskLevel)
        return [
            FirstDeskLine(
                sources[row["source"]] if row["source"] else "",
                _maybe(row["is_enforcement"]),
                _maybe(row["is_service"]),
                levels[row["level"]],
                row["standard_ref"],
            )
            for row in _rows("first_desks")
        ]

    @cached_property
    def stage_limits(self) -> list[StageLimitLine]:
        """The default limits of stages."""
        stages, levels = _words(StageClock), _words(DeskLevel)
        return [
            StageLimitLine(
                stages[row["stage"]],
                levels[row["level"]] if row["level"] else "",
                Limit.parse(row["limit"]),
                row["standard_ref"],
            )
            for row in _rows("stage_limits")
        ]

    @cached_property
    def _majors(self) -> dict[tuple[str, str, str], tuple[str, str]]:
        """Name and field of each major of a version and kind."""
        kinds, subjects = values_of(Kind), values_of(Field)
        return {
            (row["version"], kinds[row["kind"]], row["code"]): (row["name"], subjects.get(row["field"], ""))
            for row in _rows("majors")
        }

    def _objects(self) -> Iterator[ConditionLine]:
        sets: dict[str, list[Row]] = defaultdict(list)
        for row in _rows("condition_sets"):
            sets[row["set"]].append(row)
        for row in _rows("objects"):
            category = self._category(NATIONAL, Kind.OBJECT, row)
            chosen = [condition for name in row["conditions"].split("+") for condition in sets[name]]
            for number, condition in enumerate(chosen, start=1):
                yield _condition(category, condition, number, row["handler_kind"])

    def _items(self, table: str, version: str) -> Iterator[ConditionLine]:
        """Rows whose first cells are blank belong to the class above."""
        above: Row = {}
        number = 0
        for row in _rows(table):
            number = 1 if row["minor"] else number + 1
            above = row if row["minor"] else above
            filled = {name: value or above[name] for name, value in row.items()}
            yield _condition(self._category(version, Kind.ITEM, above), filled, number, filled["handler_kind"])

    def _abnormal(self, lines: list[ConditionLine]) -> Iterator[ConditionLine]:
        """The standard's items 01 to 05: an object, and that something is wrong with it."""
        for line in lines:
            if line.category.kind is Kind.OBJECT:
                major, _field = self._majors[NATIONAL, Kind.ITEM.value, line.category.major_code]
                yield replace(line, category=line.category.of_kind(Kind.ITEM, major, ABNORMAL))

    def _former(self, lines: list[ConditionLine]) -> list[ConditionLine]:
        """The classes of the former directory under the conditions of those that replaced them."""
        by_target: dict[tuple[str, str, str], list[ConditionLine]] = defaultdict(list)
        for line in lines:
            by_target[line.category.key].append(line)
        return [
            replace(line, category=self._former_category(row, line.category))
            for row in _rows("former_categories")
            for line in by_target[_target_key(row)[1:]]
        ]

    def _former_category(self, row: Row, target: CategoryLine) -> CategoryLine:
        kind = Kind(values_of(Kind)[row["kind"]])
        plain = self._category(FORMER, kind, row | {"flags": "", "synonyms": ""})
        return replace(plain, is_enforcement=target.is_enforcement)

    def _category(self, version: str, kind: Kind, row: Row) -> CategoryLine:
        major, subject = self._majors[version, kind.value, row["major"]]
        flags = row.get("flags", "")
        return CategoryLine(
            kind,
            row["major"],
            major,
            row["minor"],
            row["name"],
            field=subject,
            is_enforcement="法" in flags,
            is_service="服" in flags,
            synonyms=row["synonyms"],
        )


def _condition(category: CategoryLine, row: Row, number: int, handler: str) -> ConditionLine:
    reading = read_limit(row["limit"])
    flags = row.get("flags", "")
    return ConditionLine(
        category,
        row["text"],
        reading.limit,
        row["closing"],
        number=number,
        season=reading.season,
        wants_photo_before="无照" not in flags,
        wants_photo_after=not ("无照" in flags or "无后" in flags),
        handler_kind=values_of(HandlerKind)[handler],
        standard_ref=CONDITIONS_REF,
    )


def _former_key(row: Row) -> tuple[str, str, str, str]:
    return (FORMER, values_of(Kind)[row["kind"]], row["major"], row["minor"])


def _target_key(row: Row) -> tuple[str, str, str, str]:
    """“06001” is the same kind in the national version, “local:19001” an item of the local one."""
    version, _colon, code = row["maps_to"].rpartition(":")
    kind = Kind.ITEM.value if version else values_of(Kind)[row["kind"]]
    return (version or NATIONAL, kind, code[:2], code[2:])


def _rows(table: str) -> list[Row]:
    with (DATA / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _words(choices: type[Source] | type[DeskLevel] | type[StageClock]) -> dict[str, str]:
    with override(SOURCE_LANGUAGE):
        return {str(choice.label): choice.value for choice in choices}


def _maybe(word: str) -> bool | None:
    return {YES: True, "": None}.get(word, False)
