"""The acts of rooms other than cases: one row each, and the same reactions that a journal entry leaves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection

from wangge.kernel import clock, jobs
from wangge.kernel.ids import new_id
from wangge.kernel.models import Record

Fact = str | int | float | bool | None | Sequence["Fact"] | Mapping[str, "Fact"]


class Doer(Protocol):
    """Who acts; `accounts.Actor` is one."""

    @property
    def name(self) -> str: ...
    @property
    def user_id(self) -> int | None: ...
    @property
    def mandate_id(self) -> int | None: ...


def write(
    room: str,
    act: str,
    *,
    by: Doer,
    at: datetime,
    key: UUID,
    area_code: str = "",
    subject: str = "",
    subject_id: object = "",
    facts: Mapping[str, Fact] | None = None,
) -> Record:
    """Write what was done and leave its reactions; the same key again gives back the first record and does nothing.

    `facts` hold keys and values of the matter, never personal data. Must run inside the act's transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record.write belongs inside the transaction of its act.")
    known = Record.objects.filter(key=key).first()
    if known:
        return known
    record = _record(f"{room}.{act}", by, at, key, subject, subject_id, area_code, facts)
    record.save(force_insert=True)
    jobs.react(record.step, record_key=key)
    return record


def write_each(
    step: str, *, by: Doer, at: datetime, subject: str, subject_ids: Iterable[object], facts: Mapping[str, Fact]
) -> None:
    """Write the same act on many things, a record under a new key for each; must run inside the act's transaction."""
    records = [_record(step, by, at, new_id(), subject, each, "", facts) for each in subject_ids]
    Record.objects.bulk_create(records)
    for record in records:
        jobs.react(step, record_key=record.key)


def _record(
    step: str,
    by: Doer,
    at: datetime,
    key: UUID,
    subject: str,
    subject_id: object,
    area_code: str,
    facts: Mapping[str, Fact] | None,
) -> Record:
    room, _dot, act = step.partition(".")
    return Record(
        key=key,
        room=room,
        act=act,
        user_id=by.user_id,
        mandate_id=by.mandate_id,
        by_name=by.name,
        at=at,
        recorded_at=clock.now(),
        area_code=area_code,
        subject=subject,
        subject_id=str(subject_id),
        facts=dict(facts or {}),
    )
