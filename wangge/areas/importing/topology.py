"""The checks of shapes: rings that cross themselves, overlaps, gaps and holes, in metres on a plane."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from wangge.areas.importing.checks import Ground
from wangge.areas.importing.drafts import Draft

Shapes = npt.NDArray[np.object_]

CHINA = shapely.box(73.0, 3.0, 136.0, 54.0)
METRES_PER_DEGREE = 111_320.0
SAFE_CHANGE = 0.01  # a repair may change the area by one per cent
MOSTLY = 0.5


def check_shapes(drafts: list[Draft], ground: Ground) -> None:
    """Say everything that is wrong with boundaries; mend what is safe to mend."""
    for draft in drafts:
        _check_presence(draft)
    drawn = [draft for draft in drafts if draft.geometry is not None]
    if not drawn:
        return
    plane = Plane.through([draft.geometry for draft in drawn])
    _mend_rings(drawn, plane)
    for draft in drawn:
        if draft.merged:
            parts = [part.geometry for part in draft.merged if part.geometry is not None]
            draft.geometry = shapely.union_all([draft.geometry, *parts])
    inside = {id(part) for draft in drawn for part in draft.merged}
    whole = [draft for draft in drawn if draft.geometry is not None and id(draft) not in inside]
    if whole:
        _check_overlaps(whole, plane, ground)
        _check_gaps(whole, plane, ground.mapping.tolerance_m2)


class Plane:
    """Degrees to metres, true enough at the size of a district (0.5 %)."""

    def __init__(self, latitude: float) -> None:
        """Laid through this latitude."""
        self._scale = np.array([METRES_PER_DEGREE * np.cos(np.radians(latitude)), METRES_PER_DEGREE])

    @classmethod
    def through(cls, geometries: list[BaseGeometry | None]) -> "Plane":
        """A plane through the middle of the shapes."""
        _west, south, _east, north = shapely.total_bounds(geometries)
        return cls(float(south + north) / 2)

    def metres(self, geometries: list[BaseGeometry | None]) -> Shapes:
        """The shapes in metres."""
        return np.asarray(shapely.transform(np.array(geometries, dtype=object), lambda points: points * self._scale))

    def degrees(self, point: shapely.Point) -> tuple[float, float]:
        """A point in metres back to longitude and latitude."""
        lon, lat = np.array([point.x, point.y]) / self._scale
        return float(lon), float(lat)


def _check_presence(draft: Draft) -> None:
    """No shape, a line or a point, or a shape outside of China: nothing more can be said about it."""
    geometry = draft.geometry
    if geometry is None or geometry.is_empty:
        if not any(finding.kind == "boundary_unreadable" for finding in draft.findings):
            draft.say("boundary_missing")
        draft.geometry = None
    elif geometry.geom_type not in ("Polygon", "MultiPolygon"):
        draft.say("boundary_not_polygon", type=geometry.geom_type)
        draft.geometry = None
    elif not CHINA.contains(shapely.box(*geometry.bounds)):
        lon, lat = geometry.bounds[:2]
        draft.say("boundary_abroad", lon=lon, lat=lat)
        draft.geometry = None


def _mend_rings(drawn: list[Draft], plane: Plane) -> None:
    broken = ~shapely.is_valid(np.array([draft.geometry for draft in drawn], dtype=object))
    for index in np.flatnonzero(broken):
        _mend_ring(drawn[index], plane)


def _mend_ring(draft: Draft, plane: Plane) -> None:
    """A ring that crosses itself is mended where the area hardly changes; else the row is refused without its shape."""
    where = shapely.is_valid_reason(draft.shape).partition("[")[2].rstrip("]")
    mended: BaseGeometry = shapely.make_valid(draft.shape, method="structure", keep_collapsed=False)
    before, after = shapely.area(plane.metres([draft.geometry, mended]))
    if mended.geom_type in ("Polygon", "MultiPolygon") and abs(after - before) <= SAFE_CHANGE * before:
        draft.say("boundary_mended", where=where, m2=float(abs(after - before)))
        draft.geometry = mended
    else:
        draft.say("boundary_beyond_repair", where=where, percent=float(100 * abs(after - before) / max(before, 1e-9)))
        draft.geometry = None


def _check_overlaps(drafts: list[Draft], plane: Plane, ground: Ground) -> None:
    """Rows against rows, and rows against areas of their level that stand and are not in the file."""
    neighbours = _standing_neighbours(drafts, ground)
    names = [*(_("第 %(number)d 行“%(name)s”") % {"number": d.number, "name": d.name} for d in drafts), *neighbours]
    shapes = plane.metres([*(draft.geometry for draft in drafts), *neighbours.values()])
    for first, second, m2 in _overlaps(shapes, ground.mapping.tolerance_m2):
        if first >= len(drafts):
            continue
        share = m2 / float(min(shapely.area(shapes[first]), shapely.area(shapes[second])))
        is_mostly = share > MOSTLY and second < len(drafts)
        late = drafts[second] if is_mostly else drafts[first]
        kind = "overlap_most" if is_mostly else "overlap"
        late.say(kind, other=names[first if is_mostly else second], m2=m2, percent=100 * share)


def _standing_neighbours(drafts: list[Draft], ground: Ground) -> dict[str, BaseGeometry]:
    level, codes = drafts[0].level, {draft.code for draft in drafts}
    return {
        _("已有的“%(name)s”（%(code)s）") % {"name": known.name, "code": known.code}: shapely.from_wkb(known.wkb)
        for known in ground.tree.by_code.values()
        if known.level == level and known.code not in codes and known.wkb is not None
    }


def _overlaps(shapes: Shapes, tolerance_m2: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of shapes whose common area exceeds the tolerance."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    ordered = first < second
    first, second = first[ordered], second[ordered]
    common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    for pair in np.flatnonzero(common > tolerance_m2):
        yield int(first[pair]), int(second[pair]), float(common[pair])


def _check_gaps(drafts: list[Draft], plane: Plane, tolerance_m2: float) -> None:
    """What the rows enclose together and none covers: a hole where one row encloses it, a gap where several do."""
    shapes = plane.metres([draft.geometry for draft in drafts])
    tree = shapely.STRtree(shapes)
    for gap in _enclosed(shapely.union_all(shapes)):
        if gap.area <= tolerance_m2:
            continue
        around = [drafts[index] for index in sorted(tree.query(gap, predicate="intersects"))]
        lon, lat = plane.degrees(gap.representative_point())
        head, *others = around
        facts = {"m2": float(gap.area), "lon": lon, "lat": lat}
        if others:
            head.say("gap", rows=_("、").join(str(other.number) for other in others), **facts)
        else:
            head.say("hole", **facts)


def _enclosed(covered: BaseGeometry) -> list[shapely.Polygon]:
    return [
        shapely.Polygon(ring)
        for part in shapely.get_parts(covered)
        if isinstance(part, shapely.Polygon)
        for ring in part.interiors
    ]
