"""Phone numbers in one spelling: mobiles of the mainland, fixed lines with area code, numbers from abroad."""

import re
import unicodedata

from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
FIXED = re.compile(
    r"(?P<area>0(?:10|2\d|[3-9]\d{2}))?-?(?P<line>[1-9]\d{6,7})(?P<within>-\d{1,6})?|(?P<service>[48]00\d{7})", re.ASCII
)
ABROAD = re.compile(r"\+(?!86)\d{6,15}", re.ASCII)
_BLANKS = re.compile(r"[\s()（）.\u200b-\u200f\u202a-\u202e\ufeff]+")
_WITHIN = re.compile(r"(?<=\d)(?:转|分机|EXT|[*#])(?=\d{1,6}$)")
_HOME = re.compile(r"(?:\+?86|0086)-?(?=1\d{10}$|0?[1-9]\d{1,2}-?\d{7,8})")
_SEVERAL = re.compile(r"\d{7,}.*[/、,;].*\d{7,}")


def read_phone(typed: str) -> str:
    """A number as it was typed, without +86 and blanks; refused where it is no number that can be called."""
    number = unicodedata.normalize("NFKC", typed)
    plain = _WITHIN.sub("-", _BLANKS.sub("", number.upper().removesuffix(".0")))
    if not plain or (found := _one_spelling(plain)):
        return found if plain else ""
    if _SEVERAL.search(number):
        raise Refused(_("这里不止一个电话。"), field="phone", mend=_("请只填最常用的一个。"))
    raise Refused(_("电话号码不对。"), field="phone", mend=_("手机 11 位，固定电话请带区号，境外号码以 + 开头。"))


def callable_from_afar(typed: str) -> str:
    """The number in one spelling where it can be nothing else: a mobile, a fixed line with its area code; or empty."""
    plain = _one_spelling(_BLANKS.sub("", typed))
    return plain if MOBILE.fullmatch(plain) or plain.startswith(("0", "+")) else ""


def _one_spelling(plain: str) -> str:
    """057188881234 → 0571-88881234; empty where it is no number."""
    without = _HOME.sub("", plain)
    if without != plain and not without.startswith(("0", "1")):
        without = f"0{without}"  # +86 571
    joined = without.replace("-", "")
    if MOBILE.fullmatch(joined) or ABROAD.fullmatch(joined):
        return joined
    fixed = FIXED.fullmatch(without) or FIXED.fullmatch(joined)
    if fixed is None:
        return ""
    return fixed["service"] or "-".join(filter(None, (fixed["area"], fixed["line"]))) + (fixed["within"] or "")
