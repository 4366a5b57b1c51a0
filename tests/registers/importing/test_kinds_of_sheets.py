"""The same list comes in from every kind of sheet; and what nobody comes back to is swept."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import TestCase

from tests.registers.importing import workbooks
from tests.registers.importing.sheets import STREET, checked, counts, doors, number, said, sheet, written
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope
from wangge.registers.importing.keeping import SHEETS
from wangge.registers.importing.models import Import, ImportRow
from wangge.registers.importing.sweeping import sweep
from wangge.registers.people.models import Person, Residence

pytestmark = pytest.mark.django_db

HOME = f"{STREET}1单元101室"
COLUMNS = ("姓名", "身份证号", "现住址", "手机号", "与户主关系", "入住日期", "人员类别")
ROWS: list[tuple[workbooks.Cell, ...]] = [
    ("张小明", number(1), HOME, 13812345678, "户主", date(2020, 5, 17), "流动"),
    ("李梅", number(2), HOME, "", "妻", "", "流动"),
    ("王五", number(3)[:-2] + "00", HOME, "", "", "", "流动"),
]


@pytest.fixture
def town(world: World) -> World:
    doors(world, "grid1", world.community)
    return world


@pytest.mark.parametrize("make", [workbooks.xlsx, workbooks.xls, workbooks.ods])
def test_a_workbook_comes_in(town: World, make: Callable[[workbooks.Rows], bytes]) -> None:
    batch = written(make([COLUMNS, *ROWS]), town.community)

    assert counts(batch, town.community) == {"new": 2, "refused": 1}
    assert "校验位" in said(batch, town.community)[4]
    with As(town.community):
        head = Residence.objects.get(relation="0")
        assert (head.name, head.from_on, head.capacity) == ("张小明", date(2020, 5, 17), "floating")
        assert Person.objects.get(pk=head.person_id).phone == "13812345678"
        assert Residence.objects.get(name="李梅").household_id == head.household_id


def test_a_sheet_that_nobody_came_back_to_is_swept(town: World, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    content = sheet((map(str, row) for row in ROWS), COLUMNS)
    left, done, fresh = (make(content, town.community) for make in (checked, written, checked))
    stray = SHEETS.keep([content])
    term = timedelta(days=settings.KEPT_DAYS_SHEETS)
    kept = {batch.pk: SHEETS.path_of(batch.kept) for batch in (left, done, fresh)}
    with open_scope(machine("timer")):
        Import.objects.filter(pk__in=[left.pk, done.pk]).update(started_at=clock.now() - term - timedelta(hours=1))
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert set(ImportRow.objects.values_list("batch", flat=True)) == {left.pk, done.pk, fresh.pk}
            assert sweep(clock.now() + timedelta(hours=2)) == 5
        assert set(ImportRow.objects.values_list("batch", flat=True)) == {fresh.pk}
        found = {batch.pk: batch for batch in Import.objects.all()}

    assert (found[left.pk].state, found[left.pk].kept) == (Import.State.PUT_ASIDE, "")
    assert (found[done.pk].state, found[done.pk].kept) == (Import.State.WRITTEN, "")
    assert found[fresh.pk].state == Import.State.CHECKED
    assert [path.exists() for path in kept.values()] == [False, False, True]
    assert not SHEETS.path_of(stray).exists()
    assert counts(found[left.pk], town.community) == {"new": 2, "refused": 1}, "how many there were stays"
