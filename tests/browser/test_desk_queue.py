"""The queue, the lists, the overview and the map before a real browser."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.desk.test_queue import sent
from tests.world import As, World

SCREENS = pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
PAGES = (
    ("duty", ("/desk/", "/desk/cases/?stage=open&sort=-due", "/desk/overview/", "/desk/supervision/", "/desk/map/")),
    ("works_handler", ("/desk/", "/desk/department/", "/desk/department/?kind=done")),
    ("leader", ("/desk/overview/?wall=1", "/desk/cases/?q=没有的")),
)


@SCREENS
@pytest.mark.parametrize(("who", "paths"), PAGES, ids=[who for who, _paths in PAGES])
def test_nobody_is_kept_out(world: World, come: Any, screen: dict[str, int], who: str, paths: tuple[str, ...]) -> None:
    sent(world)
    visitor = come(screen)
    visitor.sign_in(who)
    for path in paths:
        visitor.go(path)
        assert visitor.barriers() == [], path
        assert not visitor.is_wider_than_the_screen(), path


def test_a_handler_signs_for_two_with_the_keyboard(world: World, come: Any) -> None:
    sent(world)
    sent(world)
    visitor = come(DESK)
    visitor.sign_in("works_handler")
    visitor.go("/desk/")
    for key in ("j", "x", "j", "x"):
        visitor.page.keyboard.press(key)
    assert visitor.page.inner_text("[data-bulk-count]") == "2"
    visitor.page.click("[data-bulk] button")
    visitor.page.wait_for_selector("text=已签收 2 件")
    visitor.go("/desk/")
    visitor.page.keyboard.press("j")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/desk/cases/*/?from=*")


def test_a_handler_works_his_queue_through_with_one_key(world: World, come: Any) -> None:
    numbers = [sent(world).number for _each in range(2)]
    visitor = come(DESK)
    visitor.sign_in("works_handler")
    visitor.go("/desk/")
    visitor.page.keyboard.press("j")
    visitor.page.keyboard.press("Enter")
    for number in numbers:
        visitor.page.wait_for_url(f"**/desk/cases/{number}/?from=*")
        visitor.page.wait_for_selector("html[data-ready]")
        visitor.page.click("form.wg-step .btn-primary")
        visitor.page.wait_for_selector(".wg-next")
        assert visitor.barriers() == []
        visitor.page.keyboard.press("]")


def test_the_queue_refreshes_itself(world: World, come: Any) -> None:
    visitor = come(DESK)
    visitor.sign_in("community")
    visitor.go("/desk/")
    assert visitor.page.locator("[data-row]").count() == 0
    with As(world.worker):
        world.collect("worker")
    visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    visitor.page.wait_for_selector("[data-row]")


def test_a_chart_is_drawn_and_has_its_table(world: World, come: Any) -> None:
    sent(world)
    visitor = come(DESK)
    visitor.sign_in("leader")
    visitor.go("/desk/overview/")
    visitor.page.wait_for_selector("[data-chart] canvas")
    visitor.page.click(".wg-chart-toggle >> nth=0")
    assert visitor.page.locator("[data-chart] table >> visible=true").count() == 1
