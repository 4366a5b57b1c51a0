"""Paging by key: a page begins where the last one ended, so that the hundredth costs what the first one costs."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from wangge.kernel import crypto

Row = TypeVar("Row", bound=Model)

_COUNT_AT_MOST = 1000
KEY = "page.key"
"""A key is sealed: it stands in an address, and lists are ordered by names, too."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the keys of its neighbours ("" for none)."""

    rows: list[Row]
    next_key: str
    previous_key: str
    count: str


def page_of(rows: QuerySet[Row], request: HttpRequest, *, order: str, size: int = 50) -> Page[Row]:
    """The page that the address asks for, ordered by one column ("-at": newest first), then by the primary key."""
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    column, is_down = order.lstrip("-"), order.startswith("-")
    is_backward = bool(before)
    key = _read_key(rows, before or after, column)
    beyond = rows.filter(_beyond(column, key, is_less=is_down != is_backward)) if key else rows
    sign = "-" if is_down != is_backward else ""
    found = list(beyond.order_by(sign + column, sign + "pk")[: size + 1])
    has_more, shown = len(found) > size, found[:size]
    if is_backward:
        shown.reverse()
    return Page(
        rows=shown,
        next_key=_key(shown[-1], column) if shown and (has_more or is_backward) else "",
        previous_key=_key(shown[0], column) if shown and (has_more if is_backward else bool(key)) else "",
        count=_count(rows) if key or has_more else f"{len(shown)}",
    )


def key_of(row: Row, *, order: str) -> str:
    """The key of a row in a list of this order."""
    return _key(row, order.lstrip("-"))


def after(rows: QuerySet[Row], key: str, *, order: str) -> QuerySet[Row]:
    """The rows behind the one of this key, in their order; all where the key says nothing."""
    column, is_down = order.lstrip("-"), order.startswith("-")
    read = _read_key(rows, key, column)
    beyond = rows.filter(_beyond(column, read, is_less=is_down)) if read else rows
    return beyond.order_by(order, "-pk" if is_down else "pk")


def _beyond(column: str, key: tuple[Any, Any], *, is_less: bool) -> Q:
    value, pk = key
    compare = "lt" if is_less else "gt"
    in_range = Q(**{f"{column}__{compare}e": value})  # lets an index begin at the key
    return in_range & (Q(**{f"{column}__{compare}": value}) | Q(**{f"pk__{compare}": pk}))


def _key(row: Model, column: str) -> str:
    text = json.dumps([getattr(row, column), row.pk], default=_spoken, ensure_ascii=False)
    return base64.urlsafe_b64encode(crypto.seal(text, purpose=KEY)).decode().rstrip("=")


def _spoken(value: datetime | UUID) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _read_key(rows: QuerySet[Row], key: str, column: str) -> tuple[Any, Any] | None:
    """What a key says; a key that was cut or invented begins at the first page."""
    try:
        sealed = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
        value, pk = json.loads(crypto.unseal(sealed, purpose=KEY))
        of_column: Any = rows.model._meta.get_field(column)
        read = of_column.to_python(value), rows.model._meta.pk.to_python(pk)
    except (ValueError, TypeError, ValidationError):
        return None
    return None if None in read else read


def _count(rows: QuerySet[Row]) -> str:
    """Exact totals grow with the rows; beyond a thousand nobody counts."""
    found = rows.order_by()[: _COUNT_AT_MOST + 1].count()
    return f"{found}" if found <= _COUNT_AT_MOST else f"{_COUNT_AT_MOST:,}+"
