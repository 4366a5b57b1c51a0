"""Shifted datums come back to where they were; metres are metres."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from wangge.kernel import geo
from wangge.kernel.geo import Datum

WEST_LAKE = (120.1489, 30.2431)
LONS, LATS = st.floats(75, 134), st.floats(19, 53)


@given(LONS, LATS, st.sampled_from([Datum.GCJ02, Datum.BD09]))
def test_there_and_back_is_within_a_metre(lon: float, lat: float, datum: Datum) -> None:
    back = geo.to_cgcs2000(*geo.from_cgcs2000(lon, lat, datum), datum)
    assert geo.distance_m(lon, lat, *back) < 1


@pytest.mark.parametrize(("datum", "least", "most"), [(Datum.GCJ02, 100, 700), (Datum.BD09, 100, 1500)])
def test_commercial_maps_are_shifted_by_hundreds_of_metres(datum: Datum, least: float, most: float) -> None:
    assert least < geo.distance_m(*WEST_LAKE, *geo.from_cgcs2000(*WEST_LAKE, datum)) < most


def test_a_known_pair_of_gcj02() -> None:
    # 天安门: WGS 84 and GCJ-02 as the common converters agree on them.
    lon, lat = geo.from_cgcs2000(116.3912757, 39.906217, Datum.GCJ02)
    assert (lon, lat) == pytest.approx((116.397518, 39.907620), abs=2e-5)


def test_wgs84_counts_as_equal() -> None:
    assert geo.to_cgcs2000(*WEST_LAKE, Datum.WGS84) == WEST_LAKE
    assert geo.from_cgcs2000(*WEST_LAKE, Datum.CGCS2000) == WEST_LAKE


@pytest.mark.parametrize("position", [(181, 30), (120, -91), (float("nan"), 30)])
@pytest.mark.parametrize("datum", Datum)
def test_what_is_off_the_earth_is_refused(position: tuple[float, float], datum: Datum) -> None:
    with pytest.raises(ValueError, match="no position"):
        geo.to_cgcs2000(*position, datum)


def test_many_points_are_moved_as_one_is() -> None:
    points = np.array([WEST_LAKE, (120.2, 30.3)])
    moved = geo.points_to_cgcs2000(points, Datum.GCJ02)
    assert moved.shape == (2, 2)
    assert tuple(moved[0]) == geo.to_cgcs2000(*WEST_LAKE, Datum.GCJ02)
    assert geo.points_to_cgcs2000([], Datum.BD09).shape == (0, 2)


def test_gauss_krueger_comes_back_to_degrees() -> None:
    # EPSG:4549 is CGCS2000 in a zone of three degrees around 120°E: the axis stands at 500 km.
    on_axis = geo.projected_to_cgcs2000([(500_000, 3_320_113.398)], 4549)
    assert on_axis[0, 0] == pytest.approx(120, abs=1e-9)
    assert on_axis[0, 1] == pytest.approx(30, abs=1e-5)


def test_a_geographic_system_keeps_longitude_first() -> None:
    for crs in ("EPSG:4326", 4490):
        assert geo.projected_to_cgcs2000([WEST_LAKE], crs)[0] == pytest.approx(WEST_LAKE, abs=1e-7)


@given(LONS, LATS, LONS, LATS)
def test_distance_agrees_with_the_ellipsoid(lon: float, lat: float, other_lon: float, other_lat: float) -> None:
    _, _, exact = Geod(ellps="GRS80").inv(lon, lat, other_lon, other_lat)
    assert geo.distance_m(lon, lat, other_lon, other_lat) == pytest.approx(exact, rel=0.006, abs=0.01)


def test_distances_are_taken_in_one_go() -> None:
    found = geo.distances_m(*WEST_LAKE, [120.1489, 120.1589], [30.2431, 30.2431])
    assert found == pytest.approx([0, 961], abs=1)


@given(LONS, LATS, st.floats(1, 5000), st.floats(0, 2 * np.pi))
def test_the_box_holds_the_circle(lon: float, lat: float, metres: float, bearing: float) -> None:
    other_lon, other_lat, _ = Geod(a=geo.EARTH_RADIUS_M, b=geo.EARTH_RADIUS_M).fwd(
        lon, lat, np.degrees(bearing), metres
    )
    west, south, east, north = geo.box_around(lon, lat, metres)
    assert west <= other_lon <= east
    assert south <= other_lat <= north
