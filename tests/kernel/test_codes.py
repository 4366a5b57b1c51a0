"""Area codes know their level and parent; receipt codes survive the telephone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.kernel import codes
from wangge.kernel.codes import Level

CODES = st.sampled_from([6, 9, 12, 15, 17]).flatmap(
    lambda size: st.text(alphabet="0123456789", min_size=size, max_size=size)
)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("330106", Level.DISTRICT, ""),
        ("330106003", Level.STREET, "330106"),
        ("330106003051", Level.COMMUNITY, "330106003"),
        ("330106003051A0Z", Level.GRID, "330106003051"),
        ("33010600305100102", Level.MICRO, "330106003051001"),
    ],
)
def test_length_tells_the_level(code: str, level: Level, parent: str) -> None:
    assert codes.is_valid(code)
    assert codes.level_of(code) == level
    assert codes.parent_of(code) == parent


@pytest.mark.parametrize(
    "code", ["", "3301", "33010", "3301060030511", "33O106", "330106003051a01", "３３０１０６", "330106\n"]
)
def test_what_is_no_area_code_is_refused(code: str) -> None:
    assert not codes.is_valid(code)
    with pytest.raises(ValueError, match="not an area code"):
        codes.parent_of(code)


@given(CODES)
def test_parents_lead_up_to_the_district(code: str) -> None:
    climbed: list[str] = []
    above = codes.parent_of(code)
    while above:
        climbed.insert(0, above)
        above = codes.parent_of(above)
    assert climbed == codes.ancestors_of(code)
    assert all(codes.is_within(code, each) and not codes.is_within(each, code) for each in climbed)


def test_a_code_is_cut_to_a_level() -> None:
    assert codes.at_level("330106003051001", Level.COMMUNITY) == "330106003051"
    assert codes.at_level("330106003", Level.COMMUNITY) == ""
    assert not codes.is_within("330106", "")


def test_case_number_has_nineteen_digits() -> None:
    assert codes.case_number("330106", date(2026, 11, 24), 7) == "3301062026112400007"
    with pytest.raises(ValueError, match="five digits"):
        codes.case_number("330106", date(2026, 11, 24), 100_000)


def test_receipt_codes_do_not_repeat_and_avoid_look_alikes() -> None:
    made = {codes.new_receipt_code() for _ in range(2000)}
    assert len(made) == 2000
    assert all(len(code) == 10 for code in made)
    assert not set("".join(made)) & set("0O1IL2Z5S8BUV")


def test_receipt_code_is_read_as_people_type_it() -> None:
    code = codes.new_receipt_code()
    assert codes.read_receipt_code(f" {codes.show_receipt_code(code).lower()} ") == code
    assert codes.read_receipt_code(f"{code[:5]}-{code[5:]}") == code


@pytest.mark.parametrize(("phone", "tail"), [("138 1234 5678", "5678"), ("１２３４", "1234"), ("110", ""), ("", "")])
def test_phone_tail(phone: str, tail: str) -> None:
    assert codes.phone_tail(phone) == tail
