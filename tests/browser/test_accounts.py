"""The door, one's own account and the administrators' screens before a real browser."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.world import PASSWORD, World, give_password
from wangge.accounts import totp
from wangge.kernel import clock

SCREENS = pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
PAGES = (
    ("worker", ("/accounts/me", "/accounts/password", "/accounts/phone", "/accounts/second-factor")),
    ("system_admin", ("/desk/people/new", "/desk/departments/", "/desk/departments/new", "/desk/exchange/new")),
    ("security_admin", ("/desk/people/mandates", "/desk/people/?q=none&state=locked", "/desk/exchange/tokens/new")),
    ("audit_admin", ("/desk/audit/signins", "/desk/audit/records", "/desk/audit/looks", "/desk/exchange/tokens/")),
)


@SCREENS
@pytest.mark.parametrize(("who", "paths"), PAGES, ids=[who for who, _paths in PAGES])
def test_nobody_is_kept_out(world: World, come: Any, screen: dict[str, int], who: str, paths: tuple[str, ...]) -> None:
    visitor = come(screen)
    visitor.sign_in(who)
    for path in paths:
        visitor.go(path)
        assert visitor.barriers() == [], path
        assert not visitor.is_wider_than_the_screen(), path


@SCREENS
def test_the_door_itself_keeps_out_only_who_is_wrong(world: World, come: Any, screen: dict[str, int]) -> None:
    give_password("worker")
    visitor = come(screen)
    visitor.go("/accounts/sign-in")
    assert visitor.barriers() == []
    assert visitor.page.evaluate("document.activeElement.name") == "username"

    visitor.page.keyboard.type("worker")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("wrong")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector(".wg-error")
    assert "登录名或密码不正确" in visitor.page.inner_text(".wg-error")
    assert visitor.page.get_attribute("input[name=password]", "aria-invalid") == "true"
    assert visitor.barriers() == []


def test_a_phone_becomes_the_second_factor(world: World, come: Any) -> None:
    visitor = come(PHONE)
    visitor.sign_in("worker")
    visitor.go("/accounts/second-factor")
    assert visitor.page.evaluate("document.querySelector('.wg-qr').naturalWidth") > 100
    visitor.page.click("summary")
    secret = visitor.page.inner_text(".wg-secret").replace(" ", "")
    now = int(clock.now().timestamp()) // 30
    visitor.page.fill("input[name=code]", totp.code_at(now - 1, secret=secret))
    visitor.page.click("main ol button")
    visitor.page.wait_for_selector(".wg-codes")
    assert visitor.page.locator(".wg-codes li").count() == 10
    assert visitor.barriers() == []

    again = come(DESK)
    again.go("/accounts/sign-in")
    again.page.fill("input[name=username]", "worker")
    again.page.fill("input[name=password]", PASSWORD)
    again.page.click("main form .btn-primary")
    again.page.wait_for_url("**/accounts/code*")
    assert again.barriers() == []
    again.page.fill("input[name=code]", totp.code_at(now + 1, secret=secret))
    again.page.click("main form .btn-primary")
    again.page.wait_for_url(lambda url: "/accounts/code" not in url)


@SCREENS
def test_an_account_is_locked_only_after_a_question_that_names_it(
    world: World, come: Any, screen: dict[str, int]
) -> None:
    visitor = come(screen)
    visitor.sign_in("security_admin")
    visitor.go(f"/desk/people/{world.worker.user_id}")
    assert visitor.barriers() == []
    assert not visitor.is_wider_than_the_screen()

    visitor.page.get_by_role("button", name="停用账号").click()
    dialog = visitor.page.get_by_role("alertdialog")
    assert "王敏" in dialog.inner_text()
    dialog.get_by_role("button", name="停用").click()
    visitor.page.get_by_role("button", name="解锁").wait_for()
