"""Which grid is this point in: points per second in memory, against a naive scan and, where given, PostGIS.

`python -m benchmarks.locate` prints a table; `run()` gives the figures. The areas are 40 × 40 cells of a wavy net,
so that no file is needed.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise, product
from typing import Any

import django
import numpy as np
import psycopg
import shapely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from wangge.areas.atlas import NOWHERE, Atlas, Ids, Points  # noqa: E402
from wangge.areas.levels import Level  # noqa: E402

SIDE = 40
BATCH = 1_000_000
NAIVE_POINTS = 2_000
CORNERS = 24
WEST, SOUTH, CELL = 120.0, 30.0, 0.005


def run() -> dict[str, dict[str, float]]:
    """Points per second, batched and one by one, and how many times the naive scan's."""
    drawn = list(cells())
    atlas = Atlas([], [(number, Level.GRID, shapely.to_wkb(cell)) for number, cell in drawn])
    points = np.random.default_rng(1).uniform((WEST, SOUTH), (WEST + SIDE * CELL, SOUTH + SIDE * CELL), (BATCH, 2))
    atlas.locate(points[:1000])
    batched = _per_second(lambda: atlas.locate(points), BATCH)
    single = _per_second(
        lambda: [atlas.locate(points[index : index + 1]) for index in range(NAIVE_POINTS)], NAIVE_POINTS
    )
    naive = _per_second(lambda: scan(drawn, points[:NAIVE_POINTS]), NAIVE_POINTS)
    _agree(atlas.locate(points[:NAIVE_POINTS]), scan(drawn, points[:NAIVE_POINTS]))
    figures = {
        "points_per_s": batched,
        "one_by_one_per_s": single,
        "naive_points_per_s": naive,
        "times_naive": batched / naive,
    }
    figures |= postgis(drawn, points[:100_000], batched)
    return {"locate": {name: round(figure, 1) for name, figure in figures.items()}}


def cells() -> Iterator[tuple[int, shapely.Polygon]]:
    """Cells of a wavy net: neighbours share their edges exactly."""
    for number, (column, row) in enumerate(product(range(SIDE), repeat=2), 1):
        ring = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)]
        corners = [
            np.array(start) + (np.array(end) - np.array(start)) * part / (CORNERS // 4)
            for start, end in pairwise(ring)
            for part in range(CORNERS // 4)
        ]
        yield number, shapely.Polygon([_waved(*corner) for corner in corners])


def scan(drawn: list[tuple[int, shapely.Polygon]], points: Points) -> Ids:
    """What one writes first: every polygon is asked for every point."""
    found = np.full(len(points), NOWHERE, dtype=np.int64)
    for index, (lon, lat) in enumerate(points):
        point = shapely.Point(lon, lat)
        found[index] = next((number for number, cell in drawn if cell.contains(point)), NOWHERE)
    return found


def postgis(drawn: list[tuple[int, shapely.Polygon]], points: Points, ours: float) -> dict[str, float]:
    """The same join by a server that has PostGIS; nothing where DATABASE_URL names none."""
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        return {}
    with _gis(address) as db:
        if db is None:
            return {}
        db.execute("CREATE TEMP TABLE cell (id int, shape geometry)")
        rows = [(number, shapely.to_wkb(cell)) for number, cell in drawn]
        with db.cursor() as cursor:
            cursor.executemany("INSERT INTO cell VALUES (%s, ST_GeomFromWKB(%s))", rows)
        db.execute("CREATE INDEX ON cell USING gist (shape)")
        db.execute(
            "CREATE TEMP TABLE point AS SELECT ST_Point(lon, lat) AS place FROM unnest(%s::float8[], %s::float8[])"
            " AS given (lon, lat)",
            (points[:, 0].tolist(), points[:, 1].tolist()),
        )
        db.execute("ANALYZE cell")
        join = "SELECT count(id) FROM point LEFT JOIN cell ON ST_Intersects(shape, place)"
        theirs = _per_second(lambda: db.execute(join).fetchone(), len(points))
    return {"postgis_points_per_s": theirs, "times_postgis": ours / theirs}


def _waved(x: float, y: float) -> tuple[float, float]:
    return WEST + CELL * (x + 0.1 * np.sin(7 * y)), SOUTH + CELL * (y + 0.1 * np.sin(5 * x))


def _per_second(work: Callable[[], Any], count: int) -> float:
    begun = time.perf_counter()
    work()
    return count / (time.perf_counter() - begun)


def _agree(ours: Ids, theirs: Ids) -> None:
    if (ours != theirs).any():
        raise AssertionError(f"{(ours != theirs).sum()} points differ from the naive scan")


@contextmanager
def _gis(address: str) -> Iterator[psycopg.Connection[Any] | None]:
    """A connection with PostGIS, None where the server lacks it."""
    with psycopg.connect(address, autocommit=True) as db:
        has = db.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone()
        if has:
            db.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        yield db if has else None


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:>24} {figure:>14,.1f}")
