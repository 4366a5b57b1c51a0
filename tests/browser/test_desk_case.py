"""One matter's life at the desk, by clicking, from a caller's report to its evaluation."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.desk.lives import Life
from tests.world import World

MOST_TABS = 80


def test_a_life_by_clicking(world: World, come: Any) -> None:
    number = Life.of(world).case.number
    operator, dispatcher, handler, duty = (
        _seated(come, who) for who in ("operator", "dispatcher", "works_handler", "duty")
    )

    _open(operator, number, "立案")
    operator.page.locator("[name=condition_words]").press_sequentially("堆", delay=20)
    operator.page.locator("[name=condition]").first.check()
    _press(operator, "立案")
    _open(dispatcher, number, "派遣")
    dispatcher.page.locator("select[name=lead]").select_option(str(world.departments["works"].pk))
    _press(dispatcher, "派遣")
    _open(handler, number, "签收")
    _press_by_keyboard(handler, "签收")
    _open(handler, number, "处理反馈")
    handler.page.fill("[name=answer]", "已清走，现场扫净")
    _press(handler, "处理反馈")
    _open(operator, number, "平台核查")
    operator.page.locator("[name=is_passed]").first.check()
    _press(operator, "平台核查")
    _open(duty, number, "结案")
    _press(duty, "结案")

    _open(duty, number, "评价归档")
    duty.page.locator("[name=quality]").first.check()
    _press(duty, "评价归档")

    duty.go(f"/desk/cases/{number}/")
    assert duty.barriers() == []
    assert not duty.is_wider_than_the_screen()
    assert "已清走，现场扫净" in duty.page.inner_text("main")


def test_the_second_of_two_reads_why(world: World, come: Any) -> None:
    number = Life.of(world).filed().case.number
    first = _seated(come, "dispatcher")
    second = Visitor(first.context, first.context.new_page(), first.address)
    for desk in (first, second):
        _open(desk, number, "派遣")
        desk.page.locator("select[name=lead]").select_option(str(world.departments["works"].pk))
    _press(first, "派遣")
    _button(second, "派遣").click()
    _confirm(second)
    second.page.wait_for_selector(".wg-problem, [role=alert]")
    assert "不能派遣" in second.page.inner_text("main") or "刚刚有人处理" in second.page.inner_text("main")


def test_the_page_of_a_case_keeps_nobody_out(world: World, come: Any) -> None:
    number = Life.of(world).dispatched("urban").case.number
    for screen, who in ((DESK, "dispatcher"), (PHONE, "works_handler")):
        visitor = come(screen)
        visitor.sign_in(who)
        visitor.go(f"/desk/cases/{number}/")
        assert visitor.barriers() == [], who
        assert not visitor.is_wider_than_the_screen(), who


def _seated(come: Any, who: str) -> Visitor:
    visitor: Visitor = come(DESK)
    visitor.sign_in(who)
    return visitor


def _open(desk: Visitor, number: str, label: str) -> None:
    """The case page with the form of this step, main or behind its line."""
    desk.go(f"/desk/cases/{number}/")
    line = desk.page.locator("details.wg-action > summary", has=desk.page.get_by_text(label, exact=True))
    if line.count():
        line.first.click()
    _button(desk, label).wait_for()


def _button(desk: Visitor, label: str) -> Any:
    return desk.page.locator("form.wg-step button", has_text=label).locator("visible=true").last


def _press(desk: Visitor, label: str) -> None:
    _button(desk, label).click()
    _confirm(desk)
    expect(desk.page.locator("body")).to_contain_text(f"“{label}”已完成")


def _press_by_keyboard(desk: Visitor, label: str) -> None:
    desk.page.keyboard.press("Tab")
    for _each in range(MOST_TABS):
        if desk.page.evaluate("document.activeElement.matches('form.wg-step button')"):
            break
        desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    _confirm(desk)
    expect(desk.page.locator("body")).to_contain_text(f"“{label}”已完成")


def _confirm(desk: Visitor) -> None:
    question = desk.page.locator("dialog[open] button[value=yes]")
    if question.count():
        question.first.click()
