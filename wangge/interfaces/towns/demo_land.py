"""The land of the demo town: an invented district, divided without gaps into streets, communities and grids."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import shapely
from shapely.geometry import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from wangge.areas.actions import life
from wangge.areas.doers import Machine
from wangge.areas.levels import Level
from wangge.areas.models import Area, Boundary
from wangge.areas.places import Place
from wangge.interfaces.towns.demo_words import COMMUNITIES, DISTRICT, STREETS
from wangge.kernel import clock

CODE = "990118"
BEGINNING = date(2025, 1, 1)
CENTRE = (120.412, 30.738)
GRIDS = 80
SOURCE = "示例城区"
OUTLINE = (
    (-0.075, -0.030), (-0.048, -0.052), (-0.010, -0.046), (0.022, -0.058), (0.058, -0.041), (0.071, -0.010),
    (0.063, 0.022), (0.074, 0.041), (0.040, 0.055), (0.008, 0.049), (-0.026, 0.060), (-0.052, 0.044), (-0.080, 0.012),
)  # fmt: skip


@dataclass
class Land:
    """The areas as made, and the shape of each grid by its code."""

    district: Area
    streets: list[Area] = field(default_factory=list)
    communities: list[Area] = field(default_factory=list)
    grids: list[Area] = field(default_factory=list)
    shapes: dict[str, BaseGeometry] = field(default_factory=dict)

    @classmethod
    def found(cls) -> "Land":
        """The areas as they stand in the database."""
        areas = list(Area.objects.filter(code__startswith=CODE, is_retired=False).order_by("code"))
        of_level = {level: [one for one in areas if one.level == level] for level in Level}
        rows = Boundary.objects.filter(area__in=of_level[Level.GRID], to_on=None).select_related("area")
        shapes = {row.area.code: row.polygon for row in rows}
        grids = [one for one in of_level[Level.GRID] if one.code in shapes]
        return cls(
            of_level[Level.DISTRICT][0], of_level[Level.STREET], of_level[Level.COMMUNITY], grids, shapes
        )  # fmt: skip

    def spot(self, grid: Area, rng: random.Random) -> tuple[float, float]:
        """A point inside a grid."""
        shape = self.shapes[grid.code]
        west, south, east, north = shape.bounds
        while True:
            point = Point(rng.uniform(west, east), rng.uniform(south, north))
            if shape.contains(point):
                return round(point.x, 6), round(point.y, 6)


def place_of(area: Area) -> Place:
    """The light value of an area."""
    return Place(area.pk, area.code, area.name, Level(area.level))


def make_land(rng: random.Random) -> Land:
    """Divide the district: cells are grids, neighbouring grids are a community, neighbouring communities a street."""
    cells = _cells(rng)
    of_community = _grouped(cells, sum(len(names) for names in COMMUNITIES), rng)
    shapes = [shapely.union_all([cells[cell] for cell in members]) for members in of_community]
    of_street = _grouped(shapes, len(STREETS), rng)
    land = Land(_add(None, CODE, DISTRICT, shapely.union_all(cells)))
    names = iter([name for group in COMMUNITIES for name in group])
    for number, members in enumerate(of_street, start=1):
        street = _add(land.district, f"{CODE}{number:03d}", STREETS[number - 1], _union(shapes, members))
        land.streets.append(street)
        for place, member in enumerate(members, start=1):
            community = _add(street, f"{street.code}{place:03d}", next(names), shapes[member])
            land.communities.append(community)
            _add_grids(land, community, [cells[cell] for cell in of_community[member]])
    return land


def _add_grids(land: Land, community: Area, cells: Sequence[BaseGeometry]) -> None:
    for number, cell in enumerate(cells, start=1):
        name = f"{community.name.removesuffix('社区')}第{'一二三四五六七八九十'[(number - 1) % 10]}网格"
        grid = _add(community, f"{community.code}{number:03d}", name, cell)
        land.grids.append(grid)
        land.shapes[grid.code] = cell


def _union(shapes: Sequence[BaseGeometry], members: Sequence[int]) -> BaseGeometry:
    return shapely.union_all([shapes[member] for member in members])


def _add(parent: Area | None, code: str, name: str, shape: BaseGeometry) -> Area:
    return life.add(
        parent, code=code, name=name, by=Machine(), at=clock.now(), on=BEGINNING, geometry=shape, source=SOURCE
    )


def _cells(rng: random.Random) -> list[BaseGeometry]:
    """A mesh of cells of like size; each is one piece."""
    outline = Polygon([(CENTRE[0] + x, CENTRE[1] + y) for x, y in OUTLINE])
    west, south, east, north = outline.bounds
    seeds: list[Point] = []
    while len(seeds) < GRIDS:
        seed = Point(rng.uniform(west, east), rng.uniform(south, north))
        if outline.contains(seed) and all(seed.distance(other) > 0.0085 for other in seeds[-400:]):
            seeds.append(seed)
        elif rng.random() < 0.001:
            seeds = seeds[: len(seeds) // 2]
    mesh = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=outline)
    pieces = [shapely.intersection(cell, outline) for cell in mesh.geoms]
    return [max(shapely.get_parts(piece), key=lambda part: float(part.area)) for piece in pieces]


def _grouped(shapes: Sequence[BaseGeometry], count: int, rng: random.Random) -> list[list[int]]:
    """Grow `count` connected groups from seeds that lie far apart, the smallest one first."""
    near = _neighbours(shapes)
    seeds = _far_apart(shapes, count, rng)
    owner: dict[int, int] = {seed: number for number, seed in enumerate(seeds)}
    groups = [[seed] for seed in seeds]
    while len(owner) < len(shapes):
        for group in sorted(groups, key=len):
            free = [near_by for member in group for near_by in near[member] if near_by not in owner]
            if free:
                owner[free[0]] = 1
                group.append(free[0])
                break
    return groups


def _far_apart(shapes: Sequence[BaseGeometry], count: int, rng: random.Random) -> list[int]:
    centres = [shape.centroid for shape in shapes]
    chosen = [rng.randrange(len(shapes))]
    while len(chosen) < count:
        distances = [min(centre.distance(centres[seed]) for seed in chosen) for centre in centres]
        chosen.append(max(range(len(shapes)), key=distances.__getitem__))
    return chosen


def _neighbours(shapes: Sequence[BaseGeometry]) -> dict[int, list[int]]:
    """Who shares a piece of border (more than a corner)."""
    tree = shapely.STRtree(list(shapes))
    found: dict[int, list[int]] = defaultdict(list)
    for one, shape in enumerate(shapes):
        for other in sorted(int(each) for each in tree.query(shape)):
            if other != one and shape.buffer(1e-6).intersection(shapes[other]).area > 2e-9:
                found[one].append(other)
    return found
