"""The tree keeps itself: codes, parents, dates, and who may write what."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg import sql

from tests.areas.town import COMMAND_LINE, DAY, NOON, add, square
from wangge.areas import actions
from wangge.areas.doers import Machine
from wangge.areas.levels import GridKind
from wangge.areas.models import Area, AreaCode, Boundary, ImportRow
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import Scope, code_range, open_scope

Town = dict[str, Area]
LATER = NOON + timedelta(days=30)
LATER_DAY = DAY + timedelta(days=30)


def test_a_child_extends_the_code_of_its_parent(town: Town) -> None:
    with pytest.raises(Refused, match="以上级代码 990106001001 开头"):
        add(town["990106001001"], "990106002001009", "错位网格", square(0))


def test_the_database_refuses_a_child_that_does_not_extend_its_parent(town: Town) -> None:
    with pytest.raises(IntegrityError, match="extend its"), transaction.atomic():
        Area.objects.filter(code="990106001001001").update(code="990106002001009")
        connection.check_constraints()


@pytest.mark.parametrize("code", ["99010600100", "99010600100A", "990106001001001"])
def test_the_database_refuses_a_code_of_another_shape(town: Town, code: str) -> None:
    with pytest.raises(IntegrityError, match="area_code_fits_level"), transaction.atomic():
        Area.objects.filter(code="990106001001").update(code=code)


def test_a_new_code_moves_everything_below_and_keeps_the_old_codes(town: Town) -> None:
    street = town["990106001"]

    actions.recode(street, code="990106101", on=LATER_DAY, by=COMMAND_LINE, at=LATER)
    connection.check_constraints()

    below = set(Area.objects.filter(code__startswith="990106101").values_list("code", flat=True))
    assert below == {"990106101", "990106101001", "990106101002", "990106101001001", "990106101001002"}
    history = list(AreaCode.objects.filter(area=street).order_by("from_on").values_list("code", "from_on", "to_on"))
    assert history == [("990106001", DAY, LATER_DAY), ("990106101", LATER_DAY, None)]
    assert Record.objects.get(act="recoded").facts["areas"] == 5


def test_a_retired_code_is_never_used_again(town: Town) -> None:
    actions.retire(town["990106001001002"], on=LATER_DAY, by=COMMAND_LINE, at=LATER)

    with pytest.raises(Refused, match="曾属于“阳光社区第二网格”") as refusal:
        add(town["990106001001"], "990106001001002", "新网格", square(0))
    assert refusal.value.field == "code"
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaCode.objects.create(area=town["990106001001001"], code="990106001001002", from_on=LATER_DAY)


def test_an_area_with_areas_below_it_is_not_retired(town: Town) -> None:
    with pytest.raises(Refused, match="还有 2 个区域在用"):
        actions.retire(town["990106001001"], on=DAY, by=COMMAND_LINE, at=NOON)


def test_a_change_does_not_count_from_the_future_nor_from_before_the_code(town: Town) -> None:
    grid = town["990106001001001"]

    with pytest.raises(Refused, match="不能晚于今天"):
        actions.recode(grid, code="990106001001007", on=LATER_DAY, by=COMMAND_LINE, at=NOON)
    with pytest.raises(Refused, match="不能早于"):
        actions.recode(grid, code="990106001001007", on=DAY - timedelta(days=1), by=COMMAND_LINE, at=LATER)


def test_boundaries_keep_their_history(town: Town) -> None:
    grid = town["990106001001001"]

    actions.redraw(grid, geometry=square(0, wide=0.4), on=LATER_DAY, source="调整", by=COMMAND_LINE, at=LATER)

    old, new = Boundary.objects.filter(area=grid).order_by("pk")
    assert (old.from_on, old.to_on, new.from_on, new.to_on) == (DAY, LATER_DAY, LATER_DAY, None)
    assert new.area_m2 == pytest.approx(old.area_m2 * 0.8, rel=1e-6)
    assert old.area_m2 == pytest.approx(0.5 * 0.01 * 96_486 * 0.01 * 110_850, rel=0.01)


def test_only_grids_have_a_kind(town: Town) -> None:
    grid = actions.change_kind(town["990106001001001"], kind=GridKind.DEDICATED, by=COMMAND_LINE, at=NOON)
    assert grid.grid_kind == "dedicated"
    with pytest.raises(Refused):
        actions.change_kind(town["990106001001"], kind=GridKind.DEDICATED, by=COMMAND_LINE, at=NOON)


def test_a_street_does_not_touch_its_neighbour(town: Town) -> None:
    east = Machine(area_code="990106002")

    with pytest.raises(NotYours):
        actions.rename(town["990106001001"], name="抢来的社区", by=east, at=NOON)


def _as_street(code: str) -> Any:
    lo, hi = code_range(code)
    return open_scope(Scope(name="mandate", user_id=1, mandate_id=1, area_lo=lo, area_hi=hi))


def test_the_database_lets_nobody_write_outside_of_their_range(town: Town) -> None:
    neighbour = town["990106001001"]

    with _as_street("990106002"):
        assert Area.objects.count() == 8  # areas are public
        assert Area.objects.filter(pk=neighbour.pk).update(name="抢来的社区") == 0
        assert Boundary.objects.filter(area=neighbour).delete()[0] == 0
        assert AreaCode.objects.filter(area=neighbour).update(to_on=DAY) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Boundary.objects.create(area=neighbour, geometry=b"", area_m2=1, from_on=DAY, to_on=DAY)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Area.objects.filter(code="990106002001").update(code="990106001009")


@pytest.mark.django_db
def test_without_a_scope_there_are_no_areas(town: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wangge.scope', '', true)")
        for table in ("areas_area", "areas_areacode", "areas_boundary", "areas_areaimport", "areas_importrow"):
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            assert cursor.fetchone() == (0,), table
    assert not ImportRow.objects.exists()
