"""Places on the earth: other coordinates into CGCS2000, and distances in metres.

Everything stored is CGCS2000 (EPSG:4490) in degrees, longitude first; WGS 84 counts as equal (centimetres apart).
Commercial maps of China shift their points by 100 to 700 m: 高德 and 腾讯 use GCJ-02, 百度 uses BD-09.
"""

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geocoordinates_ffi as shifted
import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from pyproj import Transformer

Points = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8
CGCS2000_EPSG = 4490


class Datum(StrEnum):
    """What the degrees of a position mean."""

    CGCS2000 = "cgcs2000"
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_cgcs2000(lon: float, lat: float, datum: Datum) -> tuple[float, float]:
    """A position into CGCS2000; from a shifted datum within half a metre. ValueError when it is not on the earth."""
    _refuse_off_earth(lon, lat)
    if datum is Datum.GCJ02:
        place = shifted.gcj02_to_wgs84_refined(shifted.Gcj02(lat=lat, lon=lon))
    elif datum is Datum.BD09:
        place = shifted.bd09_to_wgs84_refined(shifted.Bd09(lat=lat, lon=lon))
    else:
        return lon, lat
    return place.lon, place.lat


def from_cgcs2000(lon: float, lat: float, datum: Datum) -> tuple[float, float]:
    """A CGCS2000 position into another datum, for a map that is drawn in it. ValueError when it is not on the earth."""
    _refuse_off_earth(lon, lat)
    here = shifted.Wgs84(lat=lat, lon=lon)
    if datum is Datum.GCJ02:
        place = shifted.wgs84_to_gcj02(here)
    elif datum is Datum.BD09:
        place = shifted.wgs84_to_bd09(here)
    else:
        return lon, lat
    return place.lon, place.lat


def points_to_cgcs2000(points: ArrayLike, datum: Datum) -> Points:
    """Many positions, an array of shape (n, 2) of longitude and latitude."""
    given = _as_points(points)
    if datum in (Datum.CGCS2000, Datum.WGS84):
        return given
    return np.array([to_cgcs2000(lon, lat, datum) for lon, lat in given.tolist()], dtype=np.float64).reshape(-1, 2)


def projected_to_cgcs2000(points: ArrayLike, crs: str | int) -> Points:
    """Positions of shape (n, 2), east first, in any reference system that pyproj knows (EPSG number, code or WKT).

    A geographic system on WGS 84 or CGCS2000 comes back as it is. ValueError where the system's range is left.
    """
    given = _as_points(points)
    east, north = _transformer(str(crs)).transform(given[:, 0], given[:, 1])
    moved = np.column_stack([east, north])
    if not np.isfinite(moved).all():
        raise ValueError(f"Some positions lie outside the range of {crs}.")
    return moved


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres along the surface between two positions (haversine, within 0.5 %)."""
    return float(distances_m(lon, lat, other_lon, other_lat))


def distances_m(lon: ArrayLike, lat: ArrayLike, other_lon: ArrayLike, other_lat: ArrayLike) -> Any:
    """Metres between positions; arrays of longitudes and latitudes, broadcast against each other as numpy does."""
    west, south, east, north = (
        np.radians(np.asarray(angle, dtype=np.float64)) for angle in (lon, lat, other_lon, other_lat)
    )
    half_chord = np.sin((north - south) / 2) ** 2 + np.cos(south) * np.cos(north) * np.sin((east - west) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half_chord, 1)))


def box_around(lon: float, lat: float, metres: float) -> tuple[float, float, float, float]:
    """West, south, east, north of a box that holds every position within so many metres (not near the poles)."""
    high = np.degrees(metres / EARTH_RADIUS_M) * 1.000_001
    wide = high / np.cos(np.radians(min(abs(lat) + high, 89.0)))
    return lon - float(wide), lat - float(high), lon + float(wide), lat + float(high)


def _refuse_off_earth(lon: float, lat: float) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"Longitude {lon}, latitude {lat} is no position on the earth.")


def _as_points(points: ArrayLike) -> Points:
    return np.asarray(points, dtype=np.float64).reshape(-1, 2)


@lru_cache(maxsize=32)
def _transformer(crs: str) -> "Transformer":
    from pyproj import CRS, Transformer  # late: slow to load, and wanted by imports of projected files only

    return Transformer.from_crs(CRS.from_user_input(crs), CRS.from_epsg(CGCS2000_EPSG), always_xy=True)
