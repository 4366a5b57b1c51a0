"""Numbers that tell who somebody is, in whatever was typed: they must not stand in an address, a log or a history."""

import re
import unicodedata
from collections.abc import Iterator

from wangge.registers.people.phones import MOBILE

IDENTITY = re.compile(r"\d{17}[\dXx]", re.ASCII)
LANDLINE = re.compile(r"0\d{9,11}", re.ASCII)
TRAVEL = re.compile(r"[A-Z]\d{8}(\d{2})?|[A-Z]{2}\d{7}|[A-Z]{3}\d{12}", re.ASCII)
"""Passports, travel permits and the older cards of foreigners, when nothing else is typed."""
RUN = re.compile(r"[0-9][0-9 \-]*[0-9Xx]", re.ASCII)


def is_told(typed: str) -> bool:
    """Whether a phone or an identity number, mistyped ones too, stands in what was typed; a case's number is none."""
    return bool(TRAVEL.fullmatch(re.sub(r"[ \-]", "", _plain(typed)).upper())) or any(
        shape.fullmatch(run) for run in runs(typed) for shape in (MOBILE, IDENTITY, LANDLINE)
    )


def mobile_in(typed: str) -> str:
    """The first mobile phone in what was typed; empty where there is none."""
    return next((run for run in runs(typed) if MOBILE.fullmatch(run)), "")


def runs(typed: str) -> Iterator[str]:
    """Runs of digits, however they were parted; +86 before a mobile is taken off."""
    for run in RUN.findall(_plain(typed)):
        yield re.sub(r"^(00)?86(?=1\d{10}$)", "", re.sub(r"[ \-]", "", run))


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip()
