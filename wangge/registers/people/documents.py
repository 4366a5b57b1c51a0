"""Identity documents (GA/T 517) and the numbers that carry a check digit (GB 11643, ISO 7064 MOD 11-2).

Besides citizens' numbers, the residence permits of 港澳台居民 (81, 82, 83) and the permanent residence card of
foreigners that has eighteen digits and begins with 9 are of the same shape.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.kernel.refused import Refused

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
EIGHTEEN = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
EARLIEST = date(1875, 1, 1)
PERMITS = ("81", "82", "83")
ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+", re.ASCII)
_AROUND = re.compile("[\\s\u200b-\u200f\u202a-\u202e\ufeff'’‘`-]+")
NOWHERE = "99"  # no division has this code: citizens' numbers of demonstrations and tests


class DocumentKind(models.TextChoices):
    """Kinds of identity documents by their codes in GA/T 517; PERMIT has none there that we know of, and bears ours."""

    ABSENT = "", _("暂无证件")
    CITIZEN = "111", _("居民身份证")
    PERMIT = "810", _("港澳台居民居住证")
    OFFICER = "114", _("军官证")
    POLICE = "115", _("警官证")
    PASSPORT = "414", _("护照")
    TAIWAN = "511", _("台湾居民来往大陆通行证")
    HONG_KONG = "516", _("港澳居民来往内地通行证")
    FOREIGNER = "554", _("外国人永久居留证")


SHAPES = {
    DocumentKind.OFFICER: re.compile(r"[一-鿿]{0,4}字?第?\d{4,10}号?"),
    DocumentKind.POLICE: re.compile(r"[A-Z0-9]{5,12}", re.ASCII),
    DocumentKind.PASSPORT: re.compile(r"[A-Z0-9]{6,12}", re.ASCII),
    DocumentKind.TAIWAN: re.compile(r"\d{8}|\d{10}[A-Z0-9]?", re.ASCII),
    DocumentKind.HONG_KONG: re.compile(r"[HM]\d{8}(\d{2})?", re.ASCII),
    DocumentKind.FOREIGNER: re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]", re.ASCII),
}


@dataclass(frozen=True)
class Document:
    """A document as it is compared and sealed: its kind and its number in one spelling."""

    kind: str
    number: str

    @property
    def born_on(self) -> date | None:
        """The date of birth that an eighteen-digit number tells."""
        return _day(self.number[6:14]) if _is_eighteen(self.number) else None

    @property
    def sex(self) -> str:
        """GB/T 2261.1: 1 male, 2 female; empty where the number does not tell."""
        if not _is_eighteen(self.number):
            return ""
        return "1" if int(self.number[16]) % 2 else "2"


NO_DOCUMENT = Document(DocumentKind.ABSENT, "")


def read(number: str, kind: str = "") -> Document:
    """A document as somebody typed it; its kind follows from the number where left out. Refused where it is wrong."""
    if not EIGHTEEN.fullmatch(number):
        number = _AROUND.sub("", unicodedata.normalize("NFKC", number)).upper()
    if not number:
        return NO_DOCUMENT
    if ROUNDED.fullmatch(number):
        raise Refused(
            gettext("表格软件把证件号码改成了科学记数，后几位已经丢失。"),
            field="document_number",
            mend=gettext("请把这一列设为文本格式，再重新填写号码。"),
        )
    kind = kind or _kind_of(number)
    if kind in (DocumentKind.CITIZEN, DocumentKind.PERMIT):
        _refuse_eighteen(number, kind)
    elif kind not in SHAPES or not SHAPES[DocumentKind(kind)].fullmatch(number):
        raise Refused(
            gettext("证件号码不合格式。"), field="document_number", mend=gettext("请对照证件核对号码和证件类型。")
        )
    elif _is_eighteen(number):
        _refuse_eighteen(number, kind)
    return Document(kind, number)


def check_sign(number: str) -> str:
    """The eighteenth sign of the first seventeen."""
    return CHECKS[sum(map(mul, map(int, number[:17]), WEIGHTS)) % 11]


def _kind_of(number: str) -> str:
    if EIGHTEEN.fullmatch(number):
        if number.startswith("9") and not number.startswith(NOWHERE):
            return DocumentKind.FOREIGNER
        return DocumentKind.PERMIT if number.startswith(PERMITS) else DocumentKind.CITIZEN
    if re.fullmatch(r"\d{15}|\d{17}.?", number):
        return DocumentKind.CITIZEN
    return next((kind for kind in _LIKELY if SHAPES[kind].fullmatch(number)), DocumentKind.PASSPORT)


_LIKELY = (DocumentKind.HONG_KONG, DocumentKind.FOREIGNER, DocumentKind.TAIWAN, DocumentKind.PASSPORT)


def _refuse_eighteen(number: str, kind: str) -> None:
    if not EIGHTEEN.fullmatch(number):
        raise Refused(
            gettext("证件号码应为 18 位。"),
            field="document_number",
            mend=gettext("15 位的旧号码已停用；请对照证件补全，末位可以是 X。"),
        )
    if check_sign(number) != number[17]:
        raise Refused(
            gettext("证件号码的校验位不对，可能抄错了一位。"),
            field="document_number",
            mend=gettext("请对照证件重新录入。"),
        )
    born_on = _day(number[6:14])
    if born_on is None or born_on < EARLIEST:
        raise Refused(
            gettext("证件号码里的出生日期不存在。"), field="document_number", mend=gettext("请对照证件重新录入。")
        )
    if (kind == DocumentKind.PERMIT) != number.startswith(PERMITS):
        raise Refused(
            gettext("证件类型与号码不符：港澳台居民居住证的号码以 81、82 或 83 开头。"),
            field="document_kind",
            mend=gettext("请改选证件类型。"),
        )


def _is_eighteen(number: str) -> bool:
    return EIGHTEEN.fullmatch(number) is not None


@lru_cache(1 << 16)
def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
