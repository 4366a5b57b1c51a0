"""Squares for tests of areas: a district of two streets, cut into communities and grids of 0.01 degrees."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from shapely.geometry import Polygon, box, mapping

from tests.world import moment
from wangge.areas import actions
from wangge.areas.doers import Machine
from wangge.areas.models import Area
from wangge.kernel.scope import machine, open_scope

NOON = moment("2026-03-02 12:00")
DAY = date(2026, 3, 2)
WEST, SOUTH, SIDE = 120.0, 30.0, 0.01
COMMAND_LINE = Machine()


def square(column: float, row: float = 0, wide: float = 1, high: float = 1) -> Polygon:
    """A box of whole cells of the town, counted from its south-west corner."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    return box(west, south, west + wide * SIDE, south + high * SIDE)


def middle(column: float, row: float = 0) -> tuple[float, float]:
    """The middle of a cell."""
    return WEST + (column + 0.5) * SIDE, SOUTH + (row + 0.5) * SIDE


def add(parent: Area | None, code: str, name: str, drawn: Polygon | None) -> Area:
    """An area since the day of the tests."""
    return actions.add(parent, code=code, name=name, geometry=drawn, on=DAY, by=COMMAND_LINE, at=NOON)


def build() -> dict[str, Area]:
    """District 990106 (4 × 1 cells) with two streets, three communities and two grids; by code."""
    district = add(None, "990106", "西溪区", square(0, wide=4))
    west = add(district, "990106001", "文新街道", square(0, wide=2))
    east = add(district, "990106002", "古荡街道", square(2, wide=2))
    sunny = add(west, "990106001001", "阳光社区", square(0))
    star = add(west, "990106001002", "星洲社区", square(1))
    pier = add(east, "990106002001", "古墩社区", square(2, wide=2))
    first = add(sunny, "990106001001001", "阳光社区第一网格", square(0, wide=0.5))
    second = add(sunny, "990106001001002", "阳光社区第二网格", square(0.5, wide=0.5))
    return {area.code: area for area in (district, west, east, sunny, star, pier, first, second)}


def draw_world(areas: dict[str, Area]) -> None:
    """Boundaries for the first street of `tests.world`, its first community and the two grids of that."""
    drawn = {
        "street1": square(0, wide=2),
        "community1": square(0),
        "grid1": square(0, wide=0.5),
        "grid2": square(0.5, wide=0.5),
    }
    with open_scope(machine("import")):
        for name, shape in drawn.items():
            actions.redraw(areas[name], geometry=shape, on=DAY, source="", by=COMMAND_LINE, at=NOON)


def geojson(path: Path, rows: list[tuple[dict[str, Any], Any]]) -> Path:
    """A file of rows; a shape is a polygon, None, or a geometry written as it is."""
    features = [
        {
            "type": "Feature",
            "properties": values,
            "geometry": shape if shape is None or isinstance(shape, dict) else mapping(shape),
        }
        for values, shape in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return path
