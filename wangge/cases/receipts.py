"""The way back to a matter by its receipt."""

from dataclasses import dataclass
from hmac import compare_digest
from uuid import UUID

from django.db import connection

from wangge.cases.models import Receipt
from wangge.kernel import codes, crypto


@dataclass(frozen=True)
class Found:
    """The one matter of a receipt."""

    case_id: UUID
    area_code: str


def find_receipt(code: str, tail: str) -> Found | None:
    """The matter of a receipt code, if the phone tail belongs to it; by the one function that looks past the scope."""
    plain = codes.read_receipt_code(code)
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, area_code, tail_index FROM cases_find_receipt(%s)", [_index(plain)])
        row = cursor.fetchone()
    if row is None:
        return None
    case_id, area_code, tail_index = row
    is_known = not tail_index or compare_digest(tail_index, _index(f"{plain}:{tail}"))
    return Found(case_id, area_code) if is_known else None


def _index(text: str) -> str:
    return crypto.blind_index(text, purpose=Receipt.PURPOSE)
