"""The frame of the desk: found by role, reached by keyboard, folded on a phone, in two languages."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.world import World

PEOPLE = "/desk/people/"


@pytest.fixture
def admin(world: World, come: Any) -> Visitor:
    """The security administrator before a large screen."""
    visitor: Visitor = come(DESK)
    visitor.sign_in("security_admin")
    visitor.go(PEOPLE)
    return visitor


def test_the_navigation_shows_what_the_role_finds(admin: Visitor) -> None:
    labels = admin.page.locator(".wg-nav a").all_inner_texts()

    assert labels == ["用户", "授权", "个人信息台账", "到期清理", "采集依据", "对外推送", "投递记录", "接口令牌"]
    assert admin.page.inner_text(".wg-nav [aria-current=page]") == "用户"
    assert "安全管理员" in admin.page.inner_text(".wg-mandates summary")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_nobody_is_kept_out(world: World, come: Any, screen: dict[str, int], scheme: str) -> None:
    admin = come(screen, color_scheme=scheme)
    admin.sign_in("security_admin")

    admin.go(PEOPLE)

    assert admin.barriers() == []
    assert not admin.is_wider_than_the_screen()


def test_on_a_phone_the_navigation_opens_when_asked(world: World, come: Any) -> None:
    admin = come(PHONE)
    admin.sign_in("security_admin")
    admin.go(PEOPLE)
    assert not admin.page.locator(".wg-nav").is_visible()

    admin.page.click(".wg-top-toggle")
    assert admin.page.locator(".wg-nav").is_visible()

    admin.page.keyboard.press("Escape")
    assert not admin.page.locator(".wg-nav").is_visible()


def test_rows_are_walked_with_j_and_k(admin: Visitor) -> None:
    rows = admin.page.locator("[data-row]")
    admin.page.locator("body").click(position={"x": 700, "y": 70})

    for key in "jjk":
        admin.page.keyboard.press(key)

    assert rows.count() > 2
    assert rows.nth(0).evaluate("row => row === document.activeElement")


def test_a_question_mark_shows_the_keys(admin: Visitor) -> None:
    admin.page.keyboard.press("?")

    assert admin.page.locator("dialog[data-keys]").is_visible()


def test_the_language_changes_and_comes_back(admin: Visitor) -> None:
    admin.page.click(".wg-menu.is-end summary")
    admin.page.click("button[value=en]")
    admin.page.wait_for_selector("html[lang=en]")

    admin.page.click(".wg-menu.is-end summary")
    admin.page.click("button[value=zh-hans]")

    admin.page.wait_for_selector("html[lang=zh-hans]")


def test_a_lost_connection_shows(admin: Visitor) -> None:
    admin.page.clock.install()
    admin.go(PEOPLE)
    admin.context.set_offline(True)

    admin.page.clock.run_for(16_000)

    admin.page.wait_for_selector("[data-live-dot].is-off")
    assert admin.page.inner_text("[data-live-dot]") == "连接断开"
    admin.complaints.clear()


def test_who_was_signed_out_is_told_without_losing_the_page(admin: Visitor) -> None:
    admin.page.clock.install()
    admin.go(PEOPLE)
    admin.context.clear_cookies()

    admin.page.clock.run_for(16_000)

    admin.page.wait_for_selector("text=请重新登录")
