"""The areas that already stand, as an import compares itself with them."""

from dataclasses import dataclass, field

from wangge.areas.levels import Level
from wangge.areas.models import Area, AreaCode, Boundary


@dataclass(frozen=True)
class Known:
    """An area in use."""

    id: int
    code: str
    name: str
    level: Level
    grid_kind: str
    wkb: bytes | None


@dataclass(frozen=True)
class Tree:
    """Areas in use by code, and codes that may never be used again with the name of their last area."""

    by_code: dict[str, Known] = field(default_factory=dict)
    retired: dict[str, str] = field(default_factory=dict)

    @classmethod
    def standing(cls) -> "Tree":
        """As the database has it now."""
        drawn = dict(Boundary.objects.filter(to_on=None, area__is_retired=False).values_list("area_id", "geometry"))
        by_code = {
            area.code: Known(
                area.pk, area.code, area.name, Level(area.level), area.grid_kind, _bytes(drawn.get(area.pk))
            )
            for area in Area.objects.filter(is_retired=False)
        }
        codes = AreaCode.objects.exclude(to_on=None).values_list("code", "area__name")
        return cls(by_code, {code: name for code, name in codes if code not in by_code})

    def named(self, name: str, level: Level, within: str) -> list[Known]:
        """The areas of that level and name inside a code prefix."""
        return [
            known
            for known in self.by_code.values()
            if known.level == level and known.name == name and known.code.startswith(within)
        ]

    def codes_below(self, parent: str) -> set[str]:
        """Every code, used or retired, that extends this one."""
        return {code for code in (*self.by_code, *self.retired) if code.startswith(parent) and code != parent}


def _bytes(wkb: bytes | memoryview | None) -> bytes | None:
    return None if wkb is None else bytes(wkb)
