"""Codes of areas, case numbers and receipt codes."""

import re
import secrets
from datetime import date
from enum import StrEnum

from wangge.kernel.masks import only_digits


class Level(StrEnum):
    """The floors of the area tree, highest first."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    MICRO = "micro"


# 区县 6 (GB/T 2260) + 街道/乡镇 3 (GB/T 10114) + 社区/村 3 + 网格 3 + 微网格 2
LENGTH_OF = {
    Level.DISTRICT: 6,
    Level.STREET: 9,
    Level.COMMUNITY: 12,
    Level.GRID: 15,
    Level.MICRO: 17,
}
LEVEL_OF_LENGTH = {length: level for level, length in LENGTH_OF.items()}
PARENT_LENGTH = {9: 6, 12: 9, 15: 12, 17: 15}

# Division codes are digits; the serial of a grid may hold letters (GB/T 47678.3).
AREA_CODE = re.compile(r"\d{6}(\d{3}(\d{3}([0-9A-Z]{3}(\d{2})?)?)?)?", re.ASCII)

# No 0 O, 1 I L, 2 Z, 5 S, 8 B, no U and V: a code that is read out over the telephone arrives as it left.
RECEIPT_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
RECEIPT_LENGTH = 10
PHONE_TAIL_LENGTH = 4


def is_valid(code: str) -> bool:
    """Is this the code of an area of some level?"""
    return AREA_CODE.fullmatch(code) is not None


def level_of(code: str) -> Level:
    """The level that a code's length tells; ValueError when it is no area code."""
    if not is_valid(code):
        raise ValueError(f"{code!r} is not an area code of 6, 9, 12, 15 or 17 characters.")
    return LEVEL_OF_LENGTH[len(code)]


def parent_of(code: str) -> str:
    """The code one level up; a district's parent is the empty string."""
    level_of(code)
    return code[: PARENT_LENGTH.get(len(code), 0)]


def ancestors_of(code: str) -> list[str]:
    """The codes above, district first, the code itself left out."""
    level_of(code)
    return [code[:length] for length in LEVEL_OF_LENGTH if length < len(code)]


def at_level(code: str, level: Level) -> str:
    """The code of the area of that level in which this code lies; the empty string when the code lies higher."""
    length = LENGTH_OF[level]
    return code[:length] if len(code) >= length else ""


def is_within(code: str, outer: str) -> bool:
    """Is the area the outer one or a part of it?"""
    return bool(outer) and code.startswith(outer)


def case_number(district: str, day: date, sequence: int) -> str:
    """6 area + 8 date + 5 sequence; the sequence begins at 1 every day in every district."""
    if not 1 <= sequence <= 99_999:
        raise ValueError(f"The sequence {sequence} does not fit into five digits.")
    return f"{district:0<6.6}{day:%Y%m%d}{sequence:05d}"


def new_receipt_code() -> str:
    """A random receipt code of ten signs (45 bits); it tells nothing and cannot be guessed from another."""
    return "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(RECEIPT_LENGTH))


def read_receipt_code(typed: str) -> str:
    """A receipt code as it was typed or read out: spaces, hyphens and small letters forgiven."""
    return re.sub(r"[\s\-－—]+", "", typed).upper()


def show_receipt_code(code: str) -> str:
    """A receipt code in groups of five, for people."""
    return " ".join(code[start : start + 5] for start in range(0, len(code), 5))


def phone_tail(phone: str) -> str:
    """The last four digits of a telephone number; the empty string when there are fewer."""
    digits = only_digits(phone)
    return digits[-PHONE_TAIL_LENGTH:] if len(digits) >= PHONE_TAIL_LENGTH else ""
