"""Seals: the timer closes batches of the journal and writes each head outside the database.

A head is SM3 over the previous head and the hashes of the batch in the order (transaction, entry). Only
entries whose transaction is older than every running one are taken, so that a late commit never falls
behind a seal. Heads of committed seals go to `settings.SEALS_FILE`. `verify` finds what was changed,
taken away or added, in an entry, a case or the tail.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from wangge.cases.models import Case, Entry, Seal, Words
from wangge.kernel import crypto, heads

BATCH = 20_000


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold, as a sentence."""

    sentence: str

    def __str__(self) -> str:
        return self.sentence


def seal(at: datetime) -> Seal | None:
    """Seal what has committed since the last seal; None where there is nothing new. Runs under scope "timer"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('wangge.seal'))")
    last = Seal.objects.order_by("-last_transaction_id", "-last_entry_id").first()
    batch = list(_committed_after(last).values_list("transaction_id", "id", "hash")[:BATCH])
    if not batch:
        return None
    return Seal.objects.create(
        last_transaction_id=batch[-1][0],
        last_entry_id=batch[-1][1],
        entry_count=len(batch),
        total_count=(last.total_count if last else 0) + len(batch),
        head=heads.head_of(last.head if last else "", [row[2] for row in batch]),
        sealed_at=at,
    )


def verify() -> Iterator[Fault]:
    """Everything that does not hold: chains, cases, words, seals and the file outside."""
    yield from _faults_of_cases()
    yield from _faults_of_words()
    yield from _faults_of_seals()


def committed() -> QuerySet[Entry]:
    """Entries whose transaction is older than every running one, in the order of the feed."""
    return Entry.objects.filter(transaction_id__lt=heads.oldest_running()).order_by("transaction_id", "id")


def after(entries: QuerySet[Entry], transaction_id: int, entry_id: int) -> QuerySet[Entry]:
    """Those behind a cursor (transaction, entry)."""
    return entries.filter(
        Q(transaction_id__gt=transaction_id) | Q(transaction_id=transaction_id, id__gt=entry_id),
        transaction_id__gte=transaction_id,
    )


def _committed_after(last: Seal | None) -> QuerySet[Entry]:
    return after(committed(), last.last_transaction_id, last.last_entry_id) if last else committed()


def write_heads() -> int:
    """Append the heads that the file outside lacks; answers how many. Runs after the seals have committed."""
    path = Path(settings.SEALS_FILE)
    lines = heads.read(path)
    seals = Seal.objects.order_by("last_transaction_id", "last_entry_id")
    missing = seals.filter(total_count__gt=lines[-1]["total"] if lines else 0)
    return heads.append(path, (_line(made) for made in missing))


def _line(made: Seal) -> dict[str, Any]:
    return {"total": made.total_count, "count": made.entry_count, "head": made.head, "at": made.sealed_at.isoformat()}


def _faults_of_cases() -> Iterator[Fault]:
    previous: Entry | None = None
    for entry in Entry.objects.order_by("case_id", "position").iterator(chunk_size=2_000):
        before = previous if previous and previous.case_id == entry.case_id else None
        if entry.position != (before.position + 1 if before else 1):
            yield Fault(_("案件 %(case)s：第 %(n)d 条之前缺少流水。") % {"case": entry.case_id, "n": entry.position})
        if entry.previous_hash != (before.hash if before else ""):
            yield Fault(_("案件 %(case)s：第 %(n)d 条接不上前一条。") % {"case": entry.case_id, "n": entry.position})
        if entry.hash != entry.computed_hash():
            yield Fault(_("案件 %(case)s：第 %(n)d 条被改动。") % {"case": entry.case_id, "n": entry.position})
        previous = entry
    tails = Case.objects.annotate(last=Max("entries__position"), count=Count("entries"))
    broken = tails.filter(~Q(last=F("entry_count")) | Q(last=None))
    for number in broken.values_list("number", flat=True):
        yield Fault(_("案件 %(number)s：流水条数与案件不符。") % {"number": number})
    tail = Entry.objects.filter(case=OuterRef("pk"), position=OuterRef("entry_count"))
    standing = Exists(tail.filter(hash=OuterRef("head_hash"), stage_after=OuterRef("stage")))
    for case in Case.objects.filter(~standing, entry_count__gt=0).iterator():
        yield Fault(_("案件 %(number)s：案件现状与最后一条流水不符。") % {"number": case.number})


def _faults_of_words() -> Iterator[Fault]:
    for words in Words.objects.filter(sealed__isnull=False).select_related("entry").iterator(chunk_size=2_000):
        kept = words.entry.facts.get("words", {}).get(words.name)
        if kept != crypto.digest(bytes(words.salt or b""), words.text):
            names = {"case": words.case_id, "n": words.entry.position}
            yield Fault(_("案件 %(case)s：第 %(n)d 条的文字被改动。") % names)


def _faults_of_seals() -> Iterator[Fault]:
    head, total = "", 0
    cursor: tuple[int, int] | None = None
    seals = list(Seal.objects.order_by("last_transaction_id", "last_entry_id"))
    for made in seals:
        entries = Entry.objects.order_by("transaction_id", "id")
        batch = after(entries, *cursor) if cursor else entries
        upto = Q(transaction_id__lt=made.last_transaction_id) | Q(
            transaction_id=made.last_transaction_id, id__lte=made.last_entry_id
        )
        hashes = list(batch.filter(upto).values_list("hash", flat=True))
        head, total = heads.head_of(head, hashes), total + len(hashes)
        if len(hashes) != made.entry_count or head != made.head:
            yield Fault(_("第 %(total)d 条为止的封存对不上：有流水被改动、删去或添加。") % {"total": made.total_count})
            head = made.head
        cursor = (made.last_transaction_id, made.last_entry_id)
    yield from _faults_outside({made.head: made for made in seals})


def _faults_outside(seals: dict[str, Seal]) -> Iterator[Fault]:
    written = [str(line["head"]) for line in heads.read(Path(settings.SEALS_FILE))]
    for head in seals.keys() - set(written):
        yield Fault(_("封存 %(head)s 不在库外的文件里。") % {"head": head[:16]})
    for head in set(written) - seals.keys():
        yield Fault(_("库外文件里的封存 %(head)s 在数据库中找不到。") % {"head": head[:16]})
