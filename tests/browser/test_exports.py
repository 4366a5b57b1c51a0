"""A list of residents before a real browser: narrowed, asked for with a reason, awaited, fetched, removed."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.jobs import work
from tests.registers.archive import door, family
from tests.world import As, World


def look(visitor: Visitor, name: str) -> None:
    """Nothing keeps anybody out; and a picture, where somebody asks for pictures."""
    assert not visitor.is_wider_than_the_screen()
    assert visitor.barriers() == []
    if folder := os.environ.get("WANGGE_PICTURES"):
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_list_is_taken_along(world: World, come: Any, screen: dict[str, int], request: pytest.FixtureRequest) -> None:
    with As(world.community):
        here = door(world, "grid1", world.community)
    family(world, world.community, here)
    visitor, size = come(screen), request.node.callspec.id
    page = visitor.page
    visitor.sign_in("community")
    visitor.go("/desk/exports/")
    look(visitor, f"exports-none-{size}")
    visitor.go("/desk/residents/?age=18-59")
    look(visitor, f"exports-list-{size}")
    page.click("main a:text-is('导出')")
    page.wait_for_selector("text=共 2 行")
    page.click("text=开始导出")
    page.wait_for_selector(".has-error")
    look(visitor, f"exports-refused-{size}")
    page.get_by_label("导出事由").fill("防汛转移名单")
    page.get_by_label("文件格式").select_option("csv")
    look(visitor, f"exports-ask-{size}")
    page.click("text=开始导出")
    page.wait_for_selector("progress")
    look(visitor, f"exports-waiting-{size}")

    work()
    with page.expect_download() as downloading:
        page.click("td a:has-text('下载')")
    lines = Path(downloading.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert "防汛转移名单" in lines[0]
    assert [line.split(",")[0] for line in lines[2:]] == ["张**", "李**"]
    look(visitor, f"exports-ready-{size}")

    page.click("main button:has-text('删除')")
    page.click("dialog[open] button >> nth=-1")
    page.wait_for_selector("text=还没有导出过")
