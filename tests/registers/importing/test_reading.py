"""Sheets as clerks keep them: titles above the head, hidden and merged parts, numbers that lost their digits."""

import io

import pytest
from xlsxwriter import Workbook

from tests.registers.importing.sheets import opener
from wangge.kernel.refused import Refused
from wangge.registers.importing import fields, reading
from wangge.registers.importing.reading import Line


def _workbook() -> bytes:
    """A hidden sheet in front; a title over all columns; a door merged over its family."""
    whole = io.BytesIO()
    with Workbook(whole) as book:
        book.add_worksheet("字典").hide()
        book.get_worksheet_by_name("字典").write_row(0, 0, ["男", "女"])
        page = book.add_worksheet("人口")
        page.activate()
        page.merge_range("B2:E2", "湖东社区人口登记表")
        page.write_row("B3", ["姓名", "身份证号", "住址", "出生日期"])
        page.merge_range("D4:D5", "文一路1号5幢101室")
        page.write_row("B4", ["张三", 330106199001011237, "文一路1号5幢101室", 32874])
        page.write_row("B5", ["李四", "E12345678"])
        page.write_row("B6", ["王五"])
    return whole.getvalue()


def test_a_workbook_as_a_clerk_keeps_it() -> None:
    sheet = reading.read(opener(_workbook()))
    first, second, third = sheet.lines()

    assert sheet.columns == ("姓名", "身份证号", "住址", "出生日期")
    assert first == Line(4, ["张三", "3.30106199001011E+17", "文一路1号5幢101室", "32874"])
    assert fields.day(first.cells[3]) == "1990-01-01"
    assert second == Line(5, ["李四", "E12345678", "文一路1号5幢101室", ""])
    assert third.cells == ["王五", "", "", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_titles_and_captions_stand_above_the_head(encoding: str, sign: str) -> None:
    lines = (
        ("人口登记表", "", "", ""),
        ("填报单位：湖东社区", "", "联系电话：88881234", ""),
        ("姓名", "证件号", "住址", ""),
        ("张三", "E12345678", "文一路1号", "备注"),
    )
    text = "\n".join(sign.join(cells) for cells in lines)
    sheet = reading.read(opener(text.encode(encoding)))

    assert (sheet.head, sheet.columns) == (3, ("姓名", "证件号", "住址", "第 4 列"))
    assert list(sheet.lines()) == [Line(4, ["张三", "E12345678", "文一路1号", "备注"])]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空的"),
        (b"\n , ,\n", "空的"),
        ("姓名,住址\n".encode(), "没有数据"),
        (b"%PDF-1.7\n", "不是能读的表格"),
        (b"<html><table><tr><td>", "不是能读的表格"),
        (b"PK\x03\x04nothing", "不是能读的表格"),
        (bytes(range(256)), "不是能读的表格"),
        (reading.SHEETS[1] + reading.LOCKED, "打开密码"),
    ],
)
def test_what_is_no_sheet_is_told(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        reading.read(opener(content))


def test_a_cell_without_an_end_is_told_with_its_line() -> None:
    rows = "".join(f"张三,{number}\n" for number in range(20))
    sheet = reading.read(opener(f'姓名,住址\n{rows}李四,"{"x" * 200_000}'.encode()))
    with pytest.raises(Refused, match="第 21 行之后"):
        list(sheet.lines())
