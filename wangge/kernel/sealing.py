"""Seals of the trail: looks and changes are closed in batches, and each head is written outside the database.

A head is SM3 over the previous head and the digests of the batch, in the order (transaction, row). Only rows whose
transaction is older than every running one are taken. A change that was forgotten keeps its digest, so that erasing
leaves the chain whole, and a keyed one of the rest, so that nothing else passes for erasing. Sealed values are left out
of digests, because new keys make them anew and they prove themselves.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wangge.kernel import heads
from wangge.kernel.crypto import blind_index, chain_hash
from wangge.kernel.models import Change, Look, TrailSeal

BATCH = 20_000
SEALED = "_sealed"
DIGEST = 64
LEFT = "kernel.forgotten"
Row = Look | Change


@dataclass(frozen=True)
class Trail:
    """One table that is sealed."""

    name: str
    model: type[Look] | type[Change]

    def rows(self) -> QuerySet[Any]:
        """Its rows in the order of the seals."""
        return self.model._default_manager.order_by("transaction_id", "pk")


TRAILS = (Trail("look", Look), Trail("change", Change))


def seal(at: datetime) -> int:
    """Seal what has committed since the last seals; answers how many rows. Runs under scope "timer"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('wangge.trail'))")
    oldest = heads.oldest_running()
    return sum(_seal_one(trail, oldest, at) for trail in TRAILS)


def verify() -> Iterator[str]:
    """Everything that does not hold, as sentences: rows changed, taken away or added, and heads that do not agree."""
    for trail in TRAILS:
        yield from _faults_of(trail)
    yield from _faults_outside()


def forgotten() -> int:
    """How many changes have been erased, as retention or a withdrawal wanted."""
    return Change.objects.exclude(digest="").count()


def write_heads() -> int:
    """Append the heads that the file outside lacks; answers how many. Runs after the seals have committed."""
    path = heads_file()
    written = {(line["trail"], line["total"]) for line in heads.read(path)}
    missing = [made for made in TrailSeal.objects.order_by("pk") if (made.trail, made.total_count) not in written]
    return heads.append(path, (_line(made) for made in missing))


def heads_file() -> Path:
    """Beside the heads of the journal."""
    return Path(settings.SEALS_FILE).with_name("trail-seals.jsonl")


def digest_of(row: Row) -> str:
    """The digest of one row; of a forgotten change the one that it kept."""
    if isinstance(row, Change) and row.digest:
        return row.digest[:DIGEST]
    return _digest_of_values(row)


def marked(digest: str, left: Any) -> str:
    """What a forgotten change keeps: its digest, and a keyed one of what is left of it."""
    return digest + blind_index(digest + _digest_of_values(left), purpose=LEFT)


def _digest_of_values(row: Any) -> str:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values.pop("digest", None)
    if "changed" in values:
        values["changed"] = {name: _told(name, pair) for name, pair in row.changed.items()}
    return chain_hash("", json.dumps(values, default=str, sort_keys=True, ensure_ascii=False).encode())


def _told(column: str, pair: list[Any]) -> list[Any]:
    return [value is not None for value in pair] if column.endswith(SEALED) else pair


def _seal_one(trail: Trail, oldest: int, at: datetime) -> int:
    last = TrailSeal.objects.filter(trail=trail.name).order_by("-pk").first()
    rows = list(_behind(trail, last).filter(transaction_id__lt=oldest)[:BATCH])
    if not rows:
        return 0
    TrailSeal.objects.create(
        trail=trail.name,
        last_transaction_id=rows[-1].transaction_id,
        last_row=str(rows[-1].pk),
        row_count=len(rows),
        total_count=(last.total_count if last else 0) + len(rows),
        head=_head(last.head if last else "", rows),
        sealed_at=at,
    )
    return len(rows)


def _behind(trail: Trail, last: TrailSeal | None) -> QuerySet[Any]:
    if last is None:
        return trail.rows()
    return trail.rows().filter(
        Q(transaction_id__gt=last.last_transaction_id)
        | Q(transaction_id=last.last_transaction_id, pk__gt=last.last_row),
        transaction_id__gte=last.last_transaction_id,
    )


def _head(previous: str, rows: list[Row]) -> str:
    return heads.head_of(previous, (digest_of(row) for row in rows))


def _faults_of(trail: Trail) -> Iterator[str]:
    before: TrailSeal | None = None
    for made in TrailSeal.objects.filter(trail=trail.name).order_by("pk").iterator():
        upto = Q(transaction_id__lt=made.last_transaction_id) | Q(
            transaction_id=made.last_transaction_id, pk__lte=made.last_row
        )
        rows = list(_behind(trail, before).filter(upto))
        is_whole = len(rows) == made.row_count and _head(before.head if before else "", rows) == made.head
        if not is_whole or any(_is_altered(row) for row in rows):
            told = {"trail": trail.model._meta.verbose_name, "total": made.total_count}
            yield _("%(trail)s第 %(total)d 条为止的封存对不上：有记录被改动、删去或添加。") % told
        before = made


def _is_altered(row: Row) -> bool:
    """A forgotten change that is not what forgetting left."""
    return isinstance(row, Change) and row.digest not in ("", marked(digest_of(row), row))


def _faults_outside() -> Iterator[str]:
    written = {str(line["head"]) for line in heads.read(heads_file())}
    kept = set(TrailSeal.objects.values_list("head", flat=True))
    for head in kept - written:
        yield _("封存 %(head)s 不在库外的文件里。") % {"head": head[:16]}
    for head in written - kept:
        yield _("库外文件里的封存 %(head)s 在数据库中找不到。") % {"head": head[:16]}


def _line(made: TrailSeal) -> dict[str, Any]:
    return {"trail": made.trail, "total": made.total_count, "head": made.head, "at": made.sealed_at.isoformat()}
