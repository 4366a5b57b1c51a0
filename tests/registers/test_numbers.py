"""Numbers and names as people type them come to one spelling, or to a sentence."""

import pytest

from tests.registers.archive import citizen
from wangge.kernel.refused import Refused
from wangge.registers.organisations import uscc
from wangge.registers.people import documents
from wangge.registers.people.documents import DocumentKind
from wangge.registers.people.names import told_name
from wangge.registers.people.phones import read_phone


def _whole(body: str) -> str:
    return body + documents.check_sign(body)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13812345678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("１３８-１２３４-５６７８", "13812345678"),
        ("\u202d13812345678\u202c", "13812345678"),
        ("13812345678.0", "13812345678"),
        ("0571-88881234", "0571-88881234"),
        ("（0571）8888 1234", "0571-88881234"),
        ("057188881234", "0571-88881234"),
        ("+86 571 88881234", "0571-88881234"),
        ("0571-88881234转801", "0571-88881234-801"),
        ("02155556666", "021-55556666"),
        ("88881234", "88881234"),
        ("400-800-8888", "4008008888"),
        ("+852 9123 4567", "+85291234567"),
        ("", ""),
    ],
)
def test_a_phone_has_one_spelling(typed: str, number: str) -> None:
    assert read_phone(typed) == number


@pytest.mark.parametrize("typed", ["1381234567", "138123456789", "13812345678、0571-88881234", "1.38123E+10", "无"])
def test_what_cannot_be_called_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_phone(typed)
    assert ("不止一个" in str(refused.value)) == ("、" in typed)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (citizen().number, DocumentKind.CITIZEN),
        (f" {citizen().number[:6]} {citizen().number[6:]}".lower(), DocumentKind.CITIZEN),
        (f"'{citizen().number}", DocumentKind.CITIZEN),
        (_whole("81000019900101123"), DocumentKind.PERMIT),
        (_whole("82000019900101123"), DocumentKind.PERMIT),
        (_whole("83000019900101123"), DocumentKind.PERMIT),
        (_whole("91033019900101123"), DocumentKind.FOREIGNER),
        ("usa330100900101", DocumentKind.FOREIGNER),
        ("E12345678", DocumentKind.PASSPORT),
        ("H12345678", DocumentKind.HONG_KONG),
        ("12345678", DocumentKind.TAIWAN),
    ],
)
def test_a_document_tells_its_kind(typed: str, kind: str) -> None:
    read = documents.read(typed)
    assert read.kind == kind
    assert documents.read(read.number, kind) == read


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("3.30106E+17", "科学记数"),
        ("330106900101123", "18 位"),
        (citizen().number[:-1] + "0", "校验位"),
        (_whole("33010619900231123"), "出生日期"),
        ("无", "不合格式"),
    ],
)
def test_a_wrong_document_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        documents.read(typed)


@pytest.mark.parametrize("first", ["N2", "A1", "Y1", "91", "11"])
def test_a_credit_code_may_begin_with_a_letter(first: str) -> None:
    body = f"{first}990106MA2GXXXX1"
    code = body + uscc.check_sign(body)
    assert uscc.read(f"{code[:8].lower()} {code[8:]}") == code
    with pytest.raises(Refused, match="校验位"):
        uscc.read(body + ("1" if code[-1] == "0" else "0"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　三", "张三"),
        (" 欧阳 娜 ", "欧阳娜"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提 • 艾力", "买买提·艾力"),
        ("李\u200b四", "李四"),
        ("John  Smith", "John Smith"),
        ("J. Smith", "J. Smith"),
    ],
)
def test_a_name_has_one_spelling(typed: str, name: str) -> None:
    assert told_name(typed) == name
