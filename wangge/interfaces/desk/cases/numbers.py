"""Numbers of people that were typed into the search of cases: they must not stand in an address, a log or a history."""

import re
import unicodedata

from wangge.cases.models import Reporter
from wangge.kernel import crypto
from wangge.registers.people.phones import MOBILE

IDENTITY = re.compile(r"\d{17}[\dXx]", re.ASCII)
RUN = re.compile(r"[0-9][0-9 \-]*[0-9Xx]", re.ASCII)


def is_told(typed: str) -> bool:
    """Whether a mobile phone or an identity number stands in what was typed; the number of a case is none."""
    return any(_is_phone(run) or _is_identity(run) for run in _runs(typed))


def reporter_index(typed: str) -> str:
    """The blind index of the first mobile phone in what was typed; empty where there is none."""
    phone = next((run for run in _runs(typed) if _is_phone(run)), "")
    return crypto.blind_index(phone, purpose=Reporter.PURPOSE) if phone else ""


def _runs(typed: str) -> list[str]:
    """Runs of digits, however they were parted; +86 before a mobile is taken off."""
    runs = (re.sub(r"[ \-]", "", run) for run in RUN.findall(unicodedata.normalize("NFKC", typed)))
    return [re.sub(r"^(00)?86(?=1\d{10}$)", "", run) for run in runs]


def _is_phone(run: str) -> bool:
    return bool(MOBILE.fullmatch(run))


def _is_identity(run: str) -> bool:
    """Mistyped ones, too; the number of a case has one digit more."""
    return bool(IDENTITY.fullmatch(run))
