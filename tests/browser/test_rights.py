"""A resident asks on a phone, the desk answers, the resident reads it."""

from typing import Any

from tests.browser.conftest import DESK, PHONE
from tests.registers.archive import citizen, door, hand
from tests.world import As, World
from wangge.registers.people.actions import Living, PersonFacts, settle


def test_a_request_from_the_portal_to_its_answer(world: World, come: Any) -> None:
    phone, desk = come(PHONE), come(DESK)
    with As(world.worker):
        facts = PersonFacts("张小明", citizen(), "13812345678")
        settle(facts, Living(door(world, "grid1", world.worker)), hand(world.worker))
    phone.go("/mine/")
    assert phone.barriers() == []
    phone.go("/mine/ask/")
    assert phone.barriers() == []
    phone.page.check("input[name=kind][value=see]")
    for name, value in {"name": "张小明", "number": citizen().number, "phone": "13812345678"}.items():
        phone.page.fill(f"input[name={name}]", value)
    phone.page.click(".wg-send button")
    phone.page.wait_for_url("**/mine/request/")
    assert "已收到" in phone.page.inner_text("main")
    assert not phone.is_wider_than_the_screen()

    desk.sign_in("community")
    desk.go("/desk/requests/")
    assert desk.barriers() == []
    desk.page.click("table a")
    desk.page.wait_for_selector("input[name=decision]")
    assert desk.barriers() == []
    desk.page.check("input[name=decision][value=granted]")
    desk.page.click(".wg-aside form .btn-primary")
    desk.page.wait_for_selector("text=已办理")

    phone.go("/mine/request/")
    assert citizen().number in phone.page.inner_text("main")
    assert phone.barriers() == []
