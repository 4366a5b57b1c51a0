"""A reminder before a real browser: found by number and name, set, read by whom it names, ended."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.registers.archive import citizen, door, settled
from tests.world import As, World
from wangge.registers.people.models import Residence

SCREENS = pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
LIST = "/desk/reminders/"


def home(world: World) -> Residence:
    with As(world.worker):
        return settled(world.worker, "张小明", door(world, "grid1", world.worker), citizen(), "13812345678")


def judge(visitor: Visitor, name: str) -> None:
    assert visitor.barriers() == [], name
    assert not visitor.is_wider_than_the_screen(), name


@SCREENS
def test_from_the_department_to_the_door(world: World, come: Any, screen: dict[str, int]) -> None:
    resident = home(world)
    handler, reader = come(screen), come(screen)
    handler.sign_in("police_handler")
    reader.sign_in("worker")
    handler.go(LIST)
    judge(handler, "empty")
    page = handler.page
    page.click("main a:has-text('设置提醒'), header a:has-text('设置提醒')")
    page.wait_for_selector("h2:has-text('为谁设置')")
    judge(handler, "find")
    page.fill("[name=name]", "张小明")
    page.fill("[name=document_number]", citizen().number)
    page.check("[name=purpose][value=emergency]")
    page.click("button:has-text('核对')")
    page.wait_for_selector("text=在本辖区")
    judge(handler, "new")
    page.check("[name=kind][value=evacuation]")
    page.check("label:has-text('王敏') input")
    page.click("form button:has-text('设置提醒')")
    page.wait_for_selector("[data-row]:has-text('疏散时需要帮助')")
    judge(handler, "list")
    reader.go(f"/desk/residents/{resident.person_id}")
    assert reader.page.is_visible("text=疏散时需要帮助")
    judge(reader, "resident")
    page.click("[data-row] a:has-text('改知悉人')")
    page.wait_for_selector("text=陈静")
    judge(handler, "readers")
    handler.go(LIST)
    page.click("[data-row] a:has-text('结束')")
    page.wait_for_selector("text=立即看不到")
    judge(handler, "end")
    page.click("button:has-text('结束提醒')")
    page.wait_for_selector("text=提醒已结束")
    reader.go(f"/desk/residents/{resident.person_id}")
    assert not reader.page.is_visible("text=疏散时需要帮助")
