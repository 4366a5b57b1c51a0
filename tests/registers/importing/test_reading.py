"""Sheets as clerks keep them: titles above the head, hidden and merged parts, numbers that lost their digits."""

import io
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from tests.registers.importing.sheets import opener
from wangge.kernel.refused import Refused
from wangge.registers.importing import fields, mapping, reading
from wangge.registers.importing.keeping import SHEETS
from wangge.registers.importing.reading import Line
from wangge.registers.importing.trades import TRADES


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
        book.add_worksheet("空白")
        book.add_worksheet("第二网格").write_row(0, 0, ["姓名", "住址"])
    return whole.getvalue()


def test_a_workbook_as_a_clerk_keeps_it() -> None:
    sheet = reading.read(opener(_workbook()))
    first, second, third = sheet.lines()

    assert sheet.columns == ("姓名", "身份证号", "住址", "出生日期")
    assert first == Line(4, ["张三", "3.30106199001011E+17", "文一路1号5幢101室", "32874"])
    assert fields.day(first.cells[3]) == "1990-01-01"
    assert second == Line(5, ["李四", "E12345678", "文一路1号5幢101室", ""])
    assert third.cells == ["王五", "", "", ""]


def test_the_sheets_that_are_not_read_are_named(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    kept = SHEETS.keep([_workbook()])
    assert reading.left_out(lambda: SHEETS.opened(kept)) == ["第二网格"]
    assert reading.left_out(opener("姓名,住址\n张三,文一路\n".encode())) == []


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


GUESSES = (
    ("people", "户主姓名 户主身份证号 户籍地址 备注", "name=户主姓名 document_number=户主身份证号 address=户籍地址"),
    (
        "people",
        "户主姓名 姓名（必填） 身份证号码* 户籍地址 现居住地址 手机号 入住时间",
        "name=姓名（必填） document_number=身份证号码* address=现居住地址 phone=手机号 from_on=入住时间",
    ),
    (
        "people",
        "姓名 公民身份号码 关系 现住地 现住门（楼）详址",
        "name=姓名 document_number=公民身份号码 relation=关系 address=现住门（楼）详址",
    ),
    (
        "people",
        "xm xb csrq sfzhm xzdz sjh hh",
        "name=xm sex=xb born_on=csrq document_number=sfzhm address=xzdz phone=sjh household_number=hh",
    ),
    (
        "organisations",
        "工商执照注册号（统一社会信用代码） 企业名称 企业地址 企业联系方式",
        "uscc=工商执照注册号（统一社会信用代码） name=企业名称 address=企业地址 duty_phone=企业联系方式",
    ),
    (
        "organisations",
        "dwmc 法定代表人姓名 法定代表人联系方式 治保负责人联系方式",
        "name=dwmc legal_name=法定代表人姓名 legal_phone=法定代表人联系方式 safety_phone=治保负责人联系方式",
    ),
    ("dwellings", "小区名称 楼栋号 房号 业主电话", "compound=小区名称 building=楼栋号 room=房号 owner_phone=业主电话"),
)


@pytest.mark.parametrize(("archive", "columns", "guessed"), GUESSES)
def test_columns_are_guessed_by_what_people_call_them(archive: str, columns: str, guessed: str) -> None:
    found = mapping.guess(columns.split(), TRADES[archive].fields)
    assert found == dict(pair.split("=") for pair in guessed.split())
