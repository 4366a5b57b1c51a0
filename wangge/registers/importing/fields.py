"""What a column may mean, the words by which it is guessed, and how its texts are read and checked."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused
from wangge.registers.people.names import told_name

Read = Callable[[str], str]
SERIAL = re.compile(r"[1-5]\d{4}", re.ASCII)  # a day as a spreadsheet counts it, where the cell is not said to be one
FIRST_DAY = date(1899, 12, 30)
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([ T].*)?|(\d{4})(\d{2})(\d{2})", re.ASCII)
UNIT = re.compile(r"\s*(?:m2|㎡|平方米|平米|平|人|名)$", re.IGNORECASE)
REMEMBERED = 1 << 16


@dataclass(frozen=True)
class Field:
    """One thing that a sheet may tell. `words`: names in GB/T 31000, what people write, pinyin initials."""

    name: str
    label: str | Promise
    words: tuple[str, ...]
    read: Read
    is_required: bool = False
    about: tuple[str, str] = ("", "")  # data set and field that need a basis; none for what is not personal


def text(limit: int) -> Read:
    """Any words up to so many signs."""

    def read(said: str) -> str:
        said = told_name(said)
        if len(said) > limit:
            raise Refused(_("内容太长，最多 %(limit)d 个字。") % {"limit": limit})
        return said

    return read


def coded(choices: Iterable[tuple[str, str | Promise]], others: Mapping[str, str]) -> Read:
    """A value of a code table, told by its code, its label, or another word for it."""
    known: dict[str, str] = {}

    def fill() -> None:
        for code, label in choices:
            known.update({code: code, spelled(str(label)): code})
        known.update({spelled(word): code for word, code in others.items()})

    def read(said: str) -> str:
        if not known:
            fill()
        found = known.get(said) or known.get(spelled(said))
        if found is None:
            offered = _("、").join(str(label) for code, label in choices if code)
            raise Refused(
                _("“%(said)s”不在代码表里。") % {"said": said[:20]},
                mend=_("可填：%(offered)s。") % {"offered": offered[:120]},
            )
        return found

    return read


@lru_cache(REMEMBERED)
def day(said: str) -> str:
    """A day in any common spelling, the ISO way."""
    if SERIAL.fullmatch(said):
        return (FIRST_DAY + timedelta(days=int(said))).isoformat()
    found = DAY.fullmatch(unicodedata.normalize("NFKC", said).replace(" ", ""))
    if found:
        year, month, in_month = (found[1], found[2], found[3]) if found[1] else (found[5], found[6], found[7])
        try:
            return date(int(year), int(month), int(in_month)).isoformat()
        except ValueError:
            pass
    raise Refused(_("“%(said)s”不是日期。") % {"said": said[:20]}, mend=_("请写成 2026-01-31 的样子。"))


def number(most: float, *, least: float = 0, is_whole: bool = False) -> Read:
    """A number between two ends."""

    def read(said: str) -> str:
        try:
            value = float(UNIT.sub("", unicodedata.normalize("NFKC", said).replace(",", "")))
        except ValueError:
            value = float("nan")
        if not least <= value <= most or (is_whole and value != int(value)):
            raise Refused(_("“%(said)s”不是合理的数字。") % {"said": said[:20]})
        return str(int(value)) if is_whole else repr(value)

    return read


def spelled(words: str) -> str:
    """One spelling for words and names of columns: half-width, small letters, no blanks and signs."""
    return re.sub(r"[\s_\-（）()*:：/、.]+", "", unicodedata.normalize("NFKC", words).lower())
