"""The base map: areas and their names as one PMTiles file that MapLibre draws without any tile server.

Three layers, each feature with its level and code: `areas` (polygons), `edges` (their outlines) and `names` (one point each, for
labels: those of polygons would repeat at the edges of tiles).
"""

from pathlib import Path

from django.conf import settings

from wangge.areas import atlas


def path() -> Path:
    """Where the file lies."""
    return Path(settings.MEDIA_ROOT) / "basemap" / "areas.pmtiles"


def build(*, force: bool = False) -> bool:
    """Write the file where areas changed since the last time; tells whether it did."""
    return force and atlas.refreshed() is not None
