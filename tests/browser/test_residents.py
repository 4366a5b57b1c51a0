"""Residents before a real browser: settled, found, shown with a reason; double entries merged and given back."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.registers.archive import agreed, citizen, door, family, hand, settled
from tests.world import As, World
from wangge.kernel import clock
from wangge.registers.people.actions import add_care
from wangge.registers.people.models import Residence

SCREENS = pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
LIST = "/desk/residents/"


def people(world: World) -> list[Residence]:
    """A family, and the same number once more on another street."""
    with As(world.duty):
        here = door(world, "grid1", world.duty)
        door(world, "grid1", world.duty, room="302室")
        there = door(world, "grid4", world.duty, "古翠路8号")
    found = family(world, world.duty, here)
    with As(world.neighbour_street):
        found.append(settled(world.neighbour_street, "张大三", there, citizen(1)))
    with As(world.duty):
        agreed(world.duty, found[0])
        need = hand(world.duty, "家人来电")
        add_care(found[0].person, "mobility", clock.today(), need, area_code=found[0].area_code)
    return found


@SCREENS
def test_nobody_is_kept_out(world: World, come: Any, screen: dict[str, int]) -> None:
    head, *_others, double = people(world)
    visitor = come(screen)
    visitor.sign_in("duty")
    for path in (
        *("", "?q=没有的", "settle", f"settle?dwelling={head.dwelling_id}", f"{head.person_id}"),
        *(f"{head.person_id}/correct", f"{head.person_id}/move-in", f"{head.person_id}/care"),
        *(f"homes/{head.pk}/change", f"homes/{head.pk}/move-out", f"households/{head.household_id}"),
        *("doubles", f"doubles/{double.person_id}/{head.person_id}"),
    ):
        visitor.go(LIST + path)
        assert visitor.barriers() == [], path
        assert not visitor.is_wider_than_the_screen(), path


def test_somebody_is_settled_found_and_called(world: World, come: Any) -> None:
    people(world)
    visitor = come(DESK)
    visitor.sign_in("community")
    visitor.go(f"{LIST}settle")
    page = visitor.page
    page.fill("#id_dwelling_words", "文锦苑5-2-302")
    page.click("label.wg-choice:has-text('文一路1号文锦苑5幢2单元302室')")
    page.wait_for_selector("text=这套房屋现在没有登记住户")
    page.fill("[name=name]", "赵小六")
    page.fill("[name=document_number]", citizen(6, "19560203").number)
    page.fill("[name=phone]", "139 0000 4321")
    assert page.input_value("[name=born_on]") == "1956-02-03"
    assert page.input_value("[name=sex]") == "2"
    page.select_option("[name=relation]", "0")
    page.click("main .btn-primary:has-text('登记')")
    page.wait_for_selector("text=已登记 赵**")
    visitor.go(LIST)
    page.fill("main [name=q]", citizen(6, "19560203").number)
    page.click("main .wg-filters button")
    page.wait_for_selector("text=按完整号码查找")
    assert citizen(6, "19560203").number not in page.url
    page.click("td a:has-text('赵**')")
    page.click("text=查看完整信息")
    page.fill("[name=reason]", "通知停水")
    page.click("text=查看并留痕")
    page.wait_for_selector("a[href='tel:13900004321']")
    assert "13900004321" not in page.url
    visitor.page.reload()
    assert "13900004321" not in page.content()
    page.wait_for_selector("text=通知停水")


def test_double_entries_are_merged_and_given_back(world: World, come: Any) -> None:
    head, *_others, double = people(world)
    visitor = come(DESK)
    visitor.sign_in("duty")
    visitor.go(f"{LIST}doubles")
    page = visitor.page
    page.click("text=核对 >> visible=true >> nth=-1")
    page.wait_for_selector("text=是同一人吗")
    page.fill("[name=why]", "核对了户口簿")
    page.click("text=是同一人，合并")
    page.wait_for_selector("text=已合并")
    with As(world.duty):
        assert Residence.objects.get(pk=double.pk).person_id == head.person_id
    page.click("button:has-text('撤销')")
    page.click("dialog[open] .btn-primary")
    page.wait_for_selector("text=两条记录恢复原状")
    with As(world.duty):
        assert Residence.objects.get(pk=double.pk).person_id == double.person_id
