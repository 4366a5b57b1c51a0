"""A boundary drawn anew fits what stands around it, or the sentence says where it does not."""

from datetime import timedelta

import pytest
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from tests.areas.town import COMMAND_LINE, DAY, NOON, square
from wangge.areas import actions
from wangge.areas.actions.edit import Redrawn
from wangge.areas.models import Area, Boundary
from wangge.kernel.refused import Refused

Town = dict[str, Area]
LATER, LATER_DAY = NOON + timedelta(days=30), DAY + timedelta(days=30)
BOW_TIE = Polygon([(120.0, 30.0), (120.005, 30.01), (120.005, 30.0), (120.0, 30.01)])


def redraw(area: Area, geometry: BaseGeometry, **more: bool | Boundary) -> Redrawn:
    """A month later, from the command line."""
    return actions.redraw(area, geometry=geometry, on=LATER_DAY, source="", by=COMMAND_LINE, at=LATER, **more)  # type: ignore[arg-type]


def shape_of(area: Area) -> BaseGeometry:
    """The boundary of today."""
    return Boundary.objects.get(area=area, to_on=None).polygon


@pytest.mark.parametrize(
    ("geometry", "sentence"),
    [
        (BOW_TIE, "不自相交"),
        (Point(120.0, 30.0), "必须是面"),
        (Polygon(), "必须是面"),
        (Polygon([(30.0, 120.0), (30.1, 120.0), (30.1, 120.1)]), "不在中国"),
        (square(0, wide=0.5, high=1.2), "落在上级“阳光社区”之外"),
        (square(0, wide=0.6), "重叠：“阳光社区第二网格”"),
    ],
)
def test_what_does_not_fit_is_refused(town: Town, geometry: BaseGeometry, sentence: str) -> None:
    grid = town["990106001001001"]

    with pytest.raises(Refused, match=sentence):
        redraw(grid, geometry)

    assert Boundary.objects.filter(area=grid).count() == 1


def test_an_area_holds_what_lies_below_it(town: Town) -> None:
    with pytest.raises(Refused, match=r"下级“阳光社区第二网格”有 [\d,]+ 平方米落在新边界之外"):
        redraw(town["990106001001"], square(0, wide=0.8))


def test_a_neighbour_gives_way_and_keeps_its_history(town: Town) -> None:
    grid, neighbour = town["990106001001001"], town["990106001001002"]

    done = redraw(grid, square(0, wide=0.7), neighbours_yield=True)

    assert [each.pk for each in done.neighbours] == [neighbour.pk]
    assert shape_of(neighbour).symmetric_difference(square(0.7, wide=0.3)).area < 1e-12
    assert Boundary.objects.filter(area=neighbour).count() == 2
    assert done.uncovered_m2 == pytest.approx(0, abs=1)


def test_a_neighbour_is_not_swallowed_nor_loses_what_it_holds(town: Town) -> None:
    with pytest.raises(Refused, match="会被整个盖住"):
        redraw(town["990106001001001"], square(0), neighbours_yield=True)
    with pytest.raises(Refused, match="下级“阳光社区第二网格”"):
        redraw(town["990106001002"], square(0.8, wide=1.2), neighbours_yield=True)


def test_ground_that_nobody_has_any_more_is_told(town: Town) -> None:
    done = redraw(town["990106001001001"], square(0, wide=0.4))

    assert done.uncovered_m2 == pytest.approx(0.1 * 0.01 * 96_486 * 0.01 * 110_850, rel=0.01)


def test_two_parts_are_one_boundary(town: Town) -> None:
    parts = MultiPolygon([square(0, wide=0.2), square(0.3, wide=0.2)])

    redraw(town["990106001001001"], parts)

    assert shape_of(town["990106001001001"]).geom_type == "MultiPolygon"


def test_the_second_of_two_who_saw_the_same_boundary_reads_why(town: Town) -> None:
    grid = town["990106001001001"]
    seen = Boundary.objects.get(area=grid, to_on=None)
    redraw(grid, square(0, wide=0.4), instead_of=seen)

    with pytest.raises(Refused, match="刚被别人改过"):
        redraw(grid, square(0, wide=0.3), instead_of=seen)


def test_what_stood_outside_before_may_stay(town: Town) -> None:
    """Files of two dates do not fit each other; that keeps nobody from moving another corner."""
    grid = town["990106001001001"]
    Boundary.objects.filter(area=grid).update(geometry=square(-0.1, wide=0.6).wkb)

    redraw(grid, square(-0.1, wide=0.5))

    with pytest.raises(Refused, match="之外"):
        redraw(grid, square(-0.2, wide=0.5))
