"""A sheet of people before a real browser: its columns, the preview, refused rows to take along, writing, undo."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.jobs import work
from tests.registers.importing.sheets import STREET, doors, number, sheet
from tests.world import As, World
from wangge.registers.people.models import Person, Residence

COLUMNS = ("姓名", "某某号", "现住址", "手机号", "与户主关系")
ROWS = (
    ("张小明", number(1), f"{STREET}1单元101室", "13812345678", "户主"),
    ("李梅", number(2), f"{STREET}1单元101室", "", "配偶"),
    ("王五", number(3)[:-2] + "00", f"{STREET}1单元201室", "", ""),
    ("赵六", number(4), "无名路9号1单元101室", "1234", ""),
)


def upload(visitor: Visitor, tmp_path: Path, rows: Any = ROWS) -> None:
    file = tmp_path / "名册.csv"
    file.write_bytes(sheet(rows, COLUMNS, "gb18030"))
    visitor.go("/desk/imports/")
    visitor.page.get_by_label("导入到").select_option("people")
    visitor.page.set_input_files("[name=file]", file)
    visitor.page.click("text=下一步：核对列")
    visitor.page.wait_for_selector("text=每个字段取自哪一列")


def figures(visitor: Visitor) -> dict[str, str]:
    told = visitor.page.locator(".wg-figure").all_inner_texts()
    return {label: count for count, label in (each.split("\n") for each in told) if count != "0"}


def look(visitor: Visitor, name: str) -> None:
    """A picture, where somebody asks for pictures."""
    assert not visitor.is_wider_than_the_screen()
    if folder := os.environ.get("WANGGE_PICTURES"):
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_sheet_comes_in_and_is_taken_back(
    world: World, come: Any, tmp_path: Path, screen: dict[str, int], request: pytest.FixtureRequest
) -> None:
    doors(world, "grid1", world.community)
    visitor = come(screen)
    page, size = visitor.page, request.node.callspec.id
    visitor.sign_in("community")
    visitor.go("/desk/imports/")
    look(visitor, f"imports-{size}")
    upload(visitor, tmp_path)
    assert page.get_by_label("现住地址").input_value() == "现住址"
    assert page.get_by_label("证件号码").input_value() == ""
    page.get_by_label("证件号码").select_option("某某号")
    page.get_by_label("另存这份对应").fill("社区名册")
    assert visitor.barriers() == []
    look(visitor, f"mapping-{size}")
    page.click("text=检查各行")
    page.wait_for_selector("progress")
    work()
    page.wait_for_selector("text=2 行可以写入")
    assert figures(visitor) == {"新增": "2", "退回": "2"}
    assert page.locator("td", has_text="校验位不对").count() == 1
    assert visitor.barriers() == []
    look(visitor, f"preview-{size}")
    with page.expect_download() as downloading:
        page.click("text=下载退回和存疑的行")
    returned = CalamineWorkbook.from_filelike(io.BytesIO(Path(downloading.value.path()).read_bytes()))
    lines = returned.get_sheet_by_index(0).to_python()
    assert lines[0] == [*COLUMNS, "退回原因"]
    assert [line[0] for line in lines[1:]] == ["王五", "赵六"]
    assert "电话号码不对" in str(lines[2][-1])
    with As(world.community):
        assert not Person.objects.exists()

    page.click("button:text('写入档案')")
    work()
    page.wait_for_selector("text=撤销整次导入")
    assert figures(visitor) == {"新增": "2", "退回": "2"}
    look(visitor, f"written-{size}")
    with As(world.community):
        assert Residence.objects.count() == 2

    page.click("text=撤销整次导入")
    page.click("dialog[open] button >> nth=-1")
    work()
    page.wait_for_selector("b:text('已撤销')")
    with As(world.community):
        assert not Person.objects.exists()
    visitor.go("/desk/imports/")
    assert page.get_by_label("字段对应").locator("option").all_inner_texts() == ["自动推测", "人员 · 社区名册"]
    assert visitor.barriers() == []
