"""Phone numbers in one spelling: mobiles of the mainland, fixed lines with area code, numbers from abroad."""

import re
import unicodedata

from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
FIXED = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?|\d{7,8}|[48]00\d{7}", re.ASCII)
ABROAD = re.compile(r"\+\d{6,15}", re.ASCII)


def read_phone(typed: str) -> str:
    """A number as it was typed, without +86 and blanks; refused where it is no number that can be called."""
    number = re.sub(r"[\s()（）]+", "", unicodedata.normalize("NFKC", typed))
    number = re.sub(r"^(\+?86|0086)-?(?=1\d{10}$|0\d)", "", number)
    mobile = number.replace("-", "")
    if not number or MOBILE.fullmatch(mobile):
        return mobile
    if FIXED.fullmatch(number) or ABROAD.fullmatch(mobile):
        return number
    raise Refused(_("电话号码不对。"), field="phone", mend=_("手机 11 位，固定电话请带区号，境外号码以 + 开头。"))
