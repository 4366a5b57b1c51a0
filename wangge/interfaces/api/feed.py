"""The journal as a feed: every entry once, in the order of commits; a late commit is never skipped."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Router, Schema

from wangge.cases import sealing
from wangge.cases.access import seen_by
from wangge.cases.models import Entry
from wangge.exchange.contract import said_of
from wangge.interfaces.api import cursors
from wangge.interfaces.api.callers import Called
from wangge.interfaces.api.said import Said
from wangge.interfaces.api.words import Cursor, Limit

router = Router(tags=["feed"])


class FeedEntry(Said):
    """One entry of the journal: references and numbers, no personal data."""

    id: int
    case: str
    position: int
    step: str
    stage_before: str
    stage_after: str
    at: datetime
    recorded_at: datetime
    assignment: str | None
    by_kind: str
    by_role: str
    by_department: int | None
    department: int | None
    area_code: str
    catalogue_version: str
    facts: dict[str, Any]
    hash: str


class FeedPage(Said):
    """Entries behind a cursor, and the cursor to go on with; ask again later with it when `is_end`."""

    items: list[FeedEntry]
    next: str
    is_end: bool


class Behind(Schema):
    """From where; nothing is the beginning."""

    after: Cursor = ""
    limit: Limit = 100


@router.get("/feed", response=FeedPage, summary="What has happened since a cursor")
def feed(request: Called, behind: Query[Behind]) -> FeedPage:
    """An entry appears once every older transaction has ended, so that none can come in behind the cursor."""
    found = list(_entries(request, behind.after)[: behind.limit + 1])
    shown = found[: behind.limit]
    last = cursors.written(shown[-1].transaction_id, shown[-1].pk) if shown else behind.after
    return FeedPage(
        items=[FeedEntry(**said_of(entry)) for entry in shown], next=last, is_end=len(found) <= behind.limit
    )


def _entries(request: Called, cursor: str) -> QuerySet[Entry]:
    entries = sealing.committed()
    if cursor:
        transaction_id, entry_id = cursors.read(cursor, int, int)
        entries = sealing.after(entries, transaction_id, entry_id)
    return entries.filter(case__in=seen_by(request.actor)).select_related("case")
