"""Masks hide the middle and never more shows than promised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.kernel.masks import mask_id, mask_name, mask_numbers, mask_phone, only_digits


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("Smith", "S****"),
        ("李", "*"),
        (" 王五 ", "王*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("138 1234 1234", "138****1234"),
        ("+8613812341234", "861******1234"),
        ("12345", "****5"),
        ("88886666", "******66"),
        ("110", "**0"),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_a_document_keeps_its_ends() -> None:
    assert mask_id("33010619900307001X") == "330106********001X"
    assert mask_id("E12345678") == "*******78"


@given(st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_at_least_four_in_eleven_digits_are_hidden(phone: str) -> None:
    masked = mask_phone(phone)
    assert len(masked) == len(phone)
    assert masked.count("*") >= min(4, -(-len(phone) * 2 // 3))
    assert all(shown in ("*", real) for shown, real in zip(masked, phone, strict=True))


@given(st.text(max_size=12))
def test_a_name_shows_two_signs_at_most(name: str) -> None:
    name = name.strip()
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert not name or len(masked.rstrip("*")) <= 2


@given(st.text(max_size=30))
def test_digits_are_ascii(text: str) -> None:
    assert only_digits(text).isascii()


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("居民13812345678来电", "居民138****5678来电"),
        ("１３８ １２３４ ５６７８ 打过三次", "138****5678 打过三次"),
        ("+8613812345678", "+86138****5678"),
        ("座机0571-88886666，找张三", "座机057*****6666，找张三"),
        ("证件99010619800101001x核对", "证件990106********001x核对"),
        ("案件9901062026030200001，2026-11-25 办 990106001001", "案件9901062026030200001，2026-11-25 办 990106001001"),
        ("上门前联系", "上门前联系"),
    ],
)
def test_numbers_among_words_are_masked(words: str, kept: str) -> None:
    assert mask_numbers(words) == kept
