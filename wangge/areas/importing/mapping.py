"""Which column of a file means what: saved mappings by name, from a JSON file, or guessed from the columns."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from wangge.areas.importing.reading import Layer
from wangge.areas.levels import Level
from wangge.kernel import codes
from wangge.kernel.refused import Refused

SAVED = Path(__file__).parent / "mappings"
TOLERANCE_M2 = 100.0

CODE_COLUMNS = (
    "xzqhbm",
    "wgbm",
    "wgdm",
    "code",
    "bm",
    "dm",
    "代码",
    "编码",
    "网格编码",
    "网格代码",
    "区划代码",
    "areacode",
)
NAME_COLUMNS = {
    Level.DISTRICT: ("quxian", "区县", "县市区"),
    Level.STREET: ("zhenjie", "街道名称", "街道", "乡镇", "jdmc", "name", "名称"),
    Level.COMMUNITY: ("cunshe", "社区名称", "社区", "村社", "sqmc", "name", "名称"),
    Level.GRID: ("areaname", "网格名称", "wgmc", "name", "名称", "mc"),
    Level.MICRO: ("微网格名称", "wwgmc", "areaname", "name", "名称", "mc"),
}
KIND_COLUMNS = ("网格类型", "wglx", "kind", "grid_kind", "类型")


@dataclass(frozen=True)
class Mapping:
    """How one kind of file is read. Of several columns the first that is filled counts."""

    level: Level
    code: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    parent: tuple[str, ...] = ()
    parent_name: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    code_by_name: bool = False
    codes_from: tuple[tuple[str, str], ...] = ()  # in other files: column of the name, column of the code
    makes_parents: bool = False
    crs: str = ""  # empty: as the file says; cgcs2000, gcj02, bd09 or EPSG:…
    tolerance_m2: float = TOLERANCE_M2

    def as_json(self) -> dict[str, Any]:
        """How it is stored and saved to a file."""
        stored: dict[str, Any] = dataclasses.asdict(self)
        return {**stored, "level": self.level.value}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Mapping":
        """From a stored mapping or a file; a single column may be written without a list."""
        known = {field.name for field in dataclasses.fields(cls)}
        strange = sorted(set(stored) - known)
        if strange or stored.get("level") not in Level.values:
            raise Refused(
                _("字段对应文件里有不认识的内容：%(what)s。")
                % {"what": _("、").join(strange) or f"level={stored.get('level')}"},
                field="mapping",
                mend=_("可用的键：%(keys)s。") % {"keys": _("、").join(sorted(known))},
            )
        lists: dict[str, Any] = {
            key: _tuple(stored[key]) for key in ("code", "name", "parent", "parent_name", "kind") if key in stored
        }
        pairs = tuple((str(name), str(code)) for name, code in stored.get("codes_from", ()))
        given: dict[str, Any] = {**stored, **lists, "codes_from": pairs, "level": Level(stored["level"])}
        return cls(**given)


def names() -> list[str]:
    """The mappings that come with the product."""
    return sorted(path.stem for path in SAVED.glob("*.json"))


def load(name_or_file: str) -> Mapping:
    """A mapping by its saved name or from a JSON file."""
    path = SAVED / f"{name_or_file}.json" if name_or_file in names() else Path(name_or_file)
    if not path.is_file():
        raise Refused(
            _("没有叫“%(name)s”的字段对应，也没有这个文件。") % {"name": name_or_file},
            field="mapping",
            mend=_("自带的有：%(names)s。") % {"names": _("、").join(names())},
        )
    try:
        stored = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise Refused(_("字段对应文件不是 JSON：%(why)s") % {"why": error}, field="mapping") from error
    return Mapping.from_json(stored)


def guess(layer: Layer, level: Level | None = None) -> Mapping:
    """The mapping that columns and values suggest; without a level, the deepest that most rows have a code for."""
    columns = {column: [feature.values.get(column, "") for feature in layer.features] for column in layer.columns}
    by_level = {level: _code_columns(columns, level) for level in Level}
    level = level or next((level for level in reversed(Level) if by_level[level]), None)
    if level is None:
        raise Refused(
            _("没有一列像是 6、9、12、15 或 17 位的区域代码。"), field="level", mend=_("请选定层级，再逐列指定。")
        )
    code = by_level[level][:1]
    candidates = by_level[level.above] if level.above and code else []
    return Mapping(
        level=level,
        code=tuple(code),
        name=_named(columns, NAME_COLUMNS[level]),
        parent=_parents(columns, candidates, columns[code[0]], level.above) if code else (),
        parent_name=_named(columns, NAME_COLUMNS[level.above])[:1] if level.above else (),
        kind=_named(columns, KIND_COLUMNS)[:1],
    )


def trimmed(code: str, level: Level | None) -> str:
    """A division code without the zeros that fill it up to 12 digits, where a district or street is meant."""
    if level is None or len(code) != Level.COMMUNITY.code_length or level.code_length >= len(code):
        return code
    return code[: level.code_length] if not code[level.code_length :].strip("0") else code


def _code_columns(columns: dict[str, list[str]], level: Level) -> list[str]:
    """Columns that mostly hold codes of this level, the best known name first."""
    fits = [column for column, values in columns.items() if _mostly_codes(values, level)]
    return sorted(fits, key=lambda column: _rank(column, CODE_COLUMNS))


def _mostly_codes(values: list[str], level: Level) -> bool:
    hits = [
        code for value in values if len(code := trimmed(value, level)) == level.code_length and codes.is_valid(code)
    ]
    return len(hits) * 2 > len(values)


def _parents(
    columns: dict[str, list[str]], candidates: list[str], own: list[str], above: Level | None
) -> tuple[str, ...]:
    """The candidate column whose value begins most codes."""

    def agreement(column: str) -> int:
        return sum(
            1
            for parent, code in zip(columns[column], own, strict=True)
            if parent and code.startswith(trimmed(parent, above))
        )

    best = max(candidates, key=agreement, default="")
    return (best,) if best and agreement(best) * 2 > len(own) else ()


def _named(columns: dict[str, list[str]], known: tuple[str, ...]) -> tuple[str, ...]:
    """The columns whose names are known, in the order of the known names."""
    found = [column for column in columns if column.lower() in known]
    return tuple(sorted(found, key=lambda column: _rank(column, known)))


def _rank(column: str, known: tuple[str, ...]) -> int:
    name = column.lower()
    if name in known:
        return known.index(name)
    return len(known) + (0 if any(word in name for word in known) else 1)


def _tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
