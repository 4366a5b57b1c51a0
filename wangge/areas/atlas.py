"""All current areas in memory, with a tree of their boundaries for each level.

An atlas never changes; a newer one takes its place when areas do, in whatever process (`kernel.kept`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from wangge.areas.levels import Level
from wangge.areas.models import Area, Boundary
from wangge.areas.places import AreaPath, Place
from wangge.kernel.kept import Kept

Ids = npt.NDArray[np.int64]
Points = npt.NDArray[np.float64]
NOWHERE = 0
STAMP_NAME = "areas"


@dataclass(frozen=True)
class Sheet:
    """The boundaries of one level: polygons, the ids of their areas, and the tree that finds them."""

    ids: Ids
    polygons: npt.NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def of(cls, drawn: list[tuple[int, bytes]]) -> "Sheet":
        """A sheet from (area id, WKB)."""
        polygons = shapely.from_wkb(np.array([wkb for _, wkb in drawn], dtype=object))
        shapely.prepare(polygons)
        return cls(np.array([area_id for area_id, _ in drawn], dtype=np.int64), polygons, shapely.STRtree(polygons))

    def locate(self, points: Points) -> Ids:
        """The area of each point, NOWHERE where none is drawn; on a common border the first drawn."""
        first = np.full(len(points), len(self.ids), dtype=np.int64)
        point, polygon = self.tree.query(shapely.points(points))
        is_hit = shapely.intersects_xy(self.polygons[polygon], points[point, 0], points[point, 1])
        np.minimum.at(first, point[is_hit], polygon[is_hit])
        return np.append(self.ids, NOWHERE)[first]


class Atlas:
    """The areas as they stand at one moment."""

    def __init__(self, areas: Iterable[Area], drawn: Iterable[tuple[int, str, bytes | memoryview]]) -> None:
        """`drawn` gives area id, level and WKB of each current boundary."""
        self._areas = {area.pk: area for area in areas}
        self._ids = {area.code: area.pk for area in self._areas.values() if not area.is_retired}
        self._paths: dict[int, AreaPath] = {}
        by_level: dict[Level, list[tuple[int, bytes]]] = {}
        for area_id, level, wkb in drawn:
            by_level.setdefault(Level(level), []).append((area_id, bytes(wkb)))
        self.sheets = {level: Sheet.of(by_level[level]) for level in reversed(Level) if level in by_level}

    def locate(self, points: Points) -> Ids:
        """The id of the smallest area that holds each point, NOWHERE where there is none."""
        found = np.full(len(points), NOWHERE, dtype=np.int64)
        open_ = np.arange(len(points))
        for sheet in self.sheets.values():
            found[open_] = sheet.locate(points[open_])
            open_ = open_[found[open_] == NOWHERE]
            if not len(open_):
                break
        return found

    def path(self, area_id: int) -> AreaPath | None:
        """The path of an area, retired ones included; None where the atlas lacks it."""
        if area_id not in self._areas:
            return None
        if area_id not in self._paths:
            self._paths[area_id] = AreaPath(**{place.level.value: place for place in self._upwards(area_id)})
        return self._paths[area_id]

    def place(self, code: str) -> Place | None:
        """The area in use that has this code."""
        return self._place(self._ids[code]) if code in self._ids else None

    def names_along(self, code: str) -> frozenset[str]:
        """What the district, the streets and the communities above and below an area are called."""
        named = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
        return frozenset(
            self._areas[area_id].name
            for known, area_id in self._ids.items()
            if (known.startswith(code) or code.startswith(known)) and self._areas[area_id].level in named
        )

    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of everything drawn."""
        if not self.sheets:
            return None
        west, south, east, north = shapely.total_bounds(
            np.concatenate([each.polygons for each in self.sheets.values()])
        )
        return float(west), float(south), float(east), float(north)

    def _upwards(self, area_id: int | None) -> Iterator[Place]:
        while area_id is not None:
            yield self._place(area_id)
            area_id = self._areas[area_id].parent_id

    def _place(self, area_id: int) -> Place:
        area = self._areas[area_id]
        return Place(area.pk, area.code, area.name, Level(area.level))


def current() -> Atlas:
    """The atlas as of the last look at the stamp."""
    return _kept.value()


def refreshed() -> Atlas:
    """The atlas after looking at the stamp now."""
    _kept.expire()
    return _kept.value()


def _drawn_from_database() -> Atlas:
    drawn = Boundary.objects.filter(to_on=None, area__is_retired=False).order_by("area__code")
    return Atlas(Area.objects.all(), drawn.values_list("area_id", "area__level", "geometry"))


_kept = Kept(STAMP_NAME, _drawn_from_database)
