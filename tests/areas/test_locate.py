"""Which areas hold a point, and how a process learns that boundaries changed."""

from typing import Any

import numpy as np
import psycopg
import pytest
import shapely

from tests.areas.town import COMMAND_LINE, DAY, NOON, build, middle, square
from wangge.areas import actions, queries
from wangge.areas.levels import Level
from wangge.areas.models import Area
from wangge.kernel.scope import machine, open_scope

Town = dict[str, Area]


def test_a_point_has_the_whole_path_down_to_its_grid(town: Town) -> None:
    path = queries.locate(*middle(-0.2))

    assert path is not None
    assert [place.code for place in path.places] == ["990106", "990106001", "990106001001", "990106001001001"]
    assert path.deepest.id == town["990106001001001"].pk
    assert path.community is not None and path.community.name == "阳光社区"
    assert path.micro is None
    assert str(path) == "西溪区 · 文新街道 · 阳光社区 · 阳光社区第一网格"


def test_where_no_grid_is_drawn_the_path_ends_at_the_community(town: Town) -> None:
    path = queries.locate(*middle(1))

    assert path is not None
    assert path.deepest.level == Level.COMMUNITY
    assert path.grid is None


def test_outside_of_everything_there_is_no_path(town: Town) -> None:
    assert queries.locate(0, 0) is None
    assert queries.locate(120.05, 30.5) is None


def test_a_point_on_a_common_border_has_one_area_always_the_same(town: Town) -> None:
    border = 120.0 + 0.005

    assert {queries.locate(border, 30.005).deepest.code for _ in range(3)} == {"990106001001001"}  # type: ignore[union-attr]


def test_many_points_agree_with_the_shapes_themselves(town: Town) -> None:
    points = np.random.default_rng(7).uniform((119.99, 29.99), (120.05, 30.02), (3000, 2))

    found = queries.locate_many(points)

    drawn = {
        code: square(*cells)
        for code, cells in {
            "990106001001001": (0, 0, 0.5),
            "990106001001002": (0.5, 0, 0.5),
            "990106001002": (1,),
            "990106002001": (2, 0, 2),
        }.items()
    }
    for code, shape in drawn.items():
        inside = shapely.contains_xy(shape, points)
        assert inside.any()
        assert (found[inside] == town[code].pk).all()
    assert (found[~shapely.intersects_xy(square(0, wide=4), points)] == 0).all()


def test_a_redrawn_boundary_counts_at_once(town: Town) -> None:
    grid = town["990106001001001"]
    assert queries.locate(*middle(0.1)).deepest.code == "990106001001002"  # type: ignore[union-attr]

    wide = square(0, wide=0.7)
    actions.redraw(grid, geometry=wide, on=DAY, source="test", neighbours_yield=True, by=COMMAND_LINE, at=NOON)

    assert queries.locate(*middle(0.1)).deepest == queries.path_of(grid.pk).deepest  # type: ignore[union-attr]


def test_the_path_of_a_retired_area_can_still_be_read(town: Town) -> None:
    grid = town["990106001001002"]

    actions.retire(grid, on=DAY, by=COMMAND_LINE, at=NOON)

    assert queries.path_of(grid.pk).code == "990106001001002"
    assert queries.locate(*middle(0.3)).deepest.code == "990106001001"  # type: ignore[union-attr]


def test_an_unknown_area_has_no_path(town: Town) -> None:
    with pytest.raises(Area.DoesNotExist):
        queries.path_of(-1)


@pytest.mark.django_db(transaction=True)
def test_a_change_by_another_process_is_seen(owner_connection: psycopg.Connection[Any]) -> None:
    with open_scope(machine("import")):
        build()
    assert queries.locate(*middle(3)).street.name == "古荡街道"  # type: ignore[union-attr]

    with owner_connection.transaction():
        owner_connection.execute("UPDATE areas_area SET name = '新古荡街道' WHERE code = '990106002'")

    assert queries.locate(*middle(3)).street.name == "新古荡街道"  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_was_rolled_back_is_forgotten() -> None:
    with open_scope(machine("import")):
        grid = build()["990106001001001"]
    with pytest.raises(ZeroDivisionError), open_scope(machine("import")):
        actions.rename(grid, name="不算数", by=COMMAND_LINE, at=NOON)
        assert queries.path_of(grid.pk).deepest.name == "不算数"
        raise ZeroDivisionError

    assert queries.path_of(grid.pk).deepest.name == "阳光社区第一网格"
