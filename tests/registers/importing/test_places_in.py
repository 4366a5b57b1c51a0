"""Sheets of dwellings and of organisations come in."""

import pytest

from tests.registers.importing.sheets import counts, doors, said, sheet, undone, written
from tests.world import As, World
from wangge.registers.buildings.models import Building, Compound, Dwelling
from wangge.registers.importing.models import Import
from wangge.registers.organisations import uscc
from wangge.registers.organisations.models import Contact, Organisation

pytestmark = pytest.mark.django_db
GRID, ELSEWHERE = "990106001001001", "990106002001001"


def test_dwellings_come_in_with_their_buildings(world: World) -> None:
    columns = ["网格编码", "小区名称", "栋号", "单元", "房号", "房屋用途", "建筑面积", "业主", "业主电话"]
    rows = [
        [GRID, "文锦苑", "5", "1", "101", "自住", "88.5", "张三", "13800000000"],
        [GRID, "文锦苑", "5", "1", "201", "出租房", "", "", ""],
        [GRID, "文锦苑", "6", "1", "101", "", "", "", ""],
        [GRID, "文锦苑", "6", "1", "101", "", "", "", ""],
        [ELSEWHERE, "翠苑", "1", "1", "101", "", "", "", ""],
        ["", "文锦苑", "9", "1", "101", "", "", "", ""],
        [GRID, "文锦苑", "6", "", "", "", "", "", ""],
    ]
    batch = written(sheet(rows, columns), world.community, "dwellings")

    assert counts(batch, world.community) == {"new": 3, "refused": 4}, said(batch, world.community)
    with As(world.community):
        assert (Compound.objects.count(), Building.objects.count(), Dwelling.objects.count()) == (1, 2, 3)
        one = Dwelling.objects.get(address="文锦苑5幢1单元101室")
        assert (one.use, one.area_m2, one.owner_name, one.owner_phone) == ("own", 88.5, "张三", "13800000000")
        assert one.area_code == GRID
    again = written(sheet(rows, columns), world.community, "dwellings")
    assert counts(again, world.community) == {"unchanged": 3, "refused": 4}
    rows[1][5] = "空置"
    changed = written(sheet(rows[:3], columns), world.community, "dwellings")
    assert counts(changed, world.community) == {"unchanged": 2, "changed": 1}
    undone(changed, world.community)
    batch = undone(batch, world.community)
    assert "又有变动" in batch.problem


def test_an_import_of_dwellings_is_undone(world: World) -> None:
    rows = [[GRID, "文一路1号文锦苑5幢1单元101室"]]
    batch = undone(written(sheet(rows, ["网格代码", "地址"]), world.community, "dwellings"), world.community)

    assert (batch.state, batch.problem) == (Import.State.UNDONE, "")
    with As(world.community):
        assert not Dwelling.objects.exists()
        assert not Building.objects.exists()
        assert not Compound.objects.exists()


def test_organisations_come_in_with_whom_to_call(world: World) -> None:
    doors(world, "grid1", world.community)
    body = "92990106MA2B2C3D4"
    code = body + uscc.check_sign(body)
    columns = ["企业名称", "统一社会信用代码", "经营地址", "网格编码", "员工人数", "法人", "法人电话"]
    rows = [
        ["小王早点铺", code, "文一路1号文锦苑5幢1单元101室", "", "3", "王小二", "13800000001"],
        ["阳光幼儿园", "", "", GRID, "40", "", ""],
        ["远方公司", "", "", ELSEWHERE, "", "", ""],
        ["无处公司", "", "", "", "", "", ""],
        ["错码公司", body + "0" if code[-1] != "0" else body + "1", "", GRID, "", "", ""],
    ]
    batch = written(sheet(rows, columns), world.community, "organisations")

    assert counts(batch, world.community) == {"new": 2, "refused": 3}, said(batch, world.community)
    with As(world.community):
        shop = Organisation.objects.get(uscc=code)
        assert (shop.kind, shop.staff_count, shop.area_code, shop.initials) == ("shop", 3, GRID, "xwzdp")
        assert shop.dwelling_id and shop.building_id
        assert Contact.objects.get().phone == "13800000001"
    again = written(sheet(rows, columns), world.community, "organisations")
    assert counts(again, world.community) == {"unchanged": 2, "refused": 3}
    rows[0][4], rows[0][5] = "5", "王小三"
    changed = written(sheet(rows[:1], columns), world.community, "organisations")
    assert counts(changed, world.community) == {"changed": 1}
    undone(changed, world.community)
    with As(world.community):
        assert Contact.objects.get().name == "王小二"
        assert Organisation.objects.get(uscc=code).staff_count == 3
