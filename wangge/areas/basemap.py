"""The base map: all areas and their names as one PMTiles file that MapLibre draws without any tile server.

One layer `areas`: polygons, and for each a point that carries the name (labels of polygons would repeat at the edges
of tiles). The file's name holds the stamp of the areas it was drawn from, so that browsers may keep it for ever.
"""

import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from django.conf import settings
from django.utils.text import slugify

from wangge.areas.atlas import STAMP_NAME
from wangge.areas.models import Boundary
from wangge.kernel.models import Stamp

LAYER = "areas"
ZOOMS = {"MINZOOM": "8", "MAXZOOM": "15", "NAME": LAYER}
FIELDS = ("id", "level", "code", "name", "grid_kind")


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.MADE_STATIC) / "basemap"


def wanted() -> Path:
    """The file that shows the areas as they stand; it may not be there yet."""
    stamp = Stamp.objects.filter(pk=STAMP_NAME).values_list("stamp", flat=True).first() or "none"
    return folder() / f"{slugify(stamp.replace('.', '-'))}.pmtiles"


def newest() -> Path | None:
    """The file to show now: the wanted one, else the last that was drawn."""
    if wanted().exists():
        return wanted()
    return max(folder().glob("*.pmtiles"), key=lambda file: file.stat().st_mtime, default=None)


def build(*, force: bool = False) -> bool:
    """Draw the file where areas changed since the last time; tells whether it did."""
    file = wanted()
    if file.exists() and not force:
        return False
    former = [old for old in folder().glob("*.pmtiles") if old != file]
    folder().mkdir(parents=True, exist_ok=True)
    made = file.with_name(f".{file.stem}.{os.getpid()}.pmtiles")
    _draw(made)
    made.replace(file)
    for old in sorted(former, key=lambda each: each.stat().st_mtime)[:-1]:  # an open page still reads the last one
        old.unlink(missing_ok=True)
    return True


def etag(file: Path) -> str:
    """A short name of this very file."""
    return hashlib.sha256(f"{file.name}{file.stat().st_mtime_ns}".encode()).hexdigest()[:16]


def _draw(file: Path) -> None:
    rows = list(
        Boundary.objects.filter(to_on=None, area__is_retired=False)
        .order_by("area__code")
        .values_list(
            "area_id",
            "area__level",
            "area__code",
            "area__name",
            "area__grid_kind",
            "area__lon",
            "area__lat",
            "geometry",
        )
    )
    shapes = shapely.from_wkb(np.array([bytes(row[-1]) for row in rows], dtype=object))
    points = shapely.points(np.array([row[5:7] for row in rows], dtype=np.float64)) if rows else shapes
    import pyogrio  # late: slow to load, and wanted where a map is drawn

    pyogrio.raw.write(
        file,
        shapely.to_wkb(np.concatenate([shapes, points])),
        [_column(rows, index) for index in range(len(FIELDS))],
        FIELDS,
        driver="PMTiles",
        layer=LAYER,
        geometry_type="Unknown",
        crs="EPSG:4326",
        dataset_options=ZOOMS,
    )


def _column(rows: list[tuple[Any, ...]], index: int) -> npt.NDArray[Any]:
    """One field, once for the polygons and once for their names."""
    return np.array([row[index] for row in rows] * 2, dtype=np.int64 if index == 0 else object)
