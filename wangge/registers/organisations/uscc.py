"""Unified social credit codes (GB 32100-2015): eighteen signs, the last one a check over the first seventeen.

The first sign may be a letter (A, N, Y: N2 are rural collective economic organisations).
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
CODE = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}", re.ASCII)


def read(code: str) -> str:
    """A code as somebody typed it, in one spelling; refused where a sign is wrong."""
    code = re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", code)).upper()
    if not code:
        return ""
    if not CODE.fullmatch(code):
        raise Refused(
            _("统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z）。"),
            field="uscc",
            mend=_("请对照证照补全。"),
        )
    if check_sign(code) != code[-1]:
        raise Refused(_("统一社会信用代码的校验位不对，可能抄错了一位。"), field="uscc", mend=_("请对照证照重新录入。"))
    return code


def check_sign(code: str) -> str:
    """The eighteenth sign of the first seventeen: weights are the powers of 3 modulo 31."""
    total = sum(ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[: LENGTH - 1]))
    return ALPHABET[(31 - total % 31) % 31]
