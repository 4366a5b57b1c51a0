"""By night: what is past its term is reported; what somebody has approved of a report is erased.

So many lines at a time are erased in a transaction of their own, after looking once more whether they still are past
their term, so that a night that is cut off goes on where it stopped.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.kernel import clock, history, record
from wangge.kernel.among import among
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.people.fields import PERSON_FIELDS
from wangge.registers.people.models import CareNeed, Consent, Person, Reminder, Residence, Ruling
from wangge.registers.rights import terms
from wangge.registers.rights.models import Request, RetentionLine, RetentionRun
from wangge.registers.rights.terms import Kind

AT_ONCE = 1_000
Why = RetentionLine.Why
# The sex of nobody in particular stays for the counts.
WHOLE = {
    column: value for field, columns in PERSON_FIELDS.items() if field != "sex" for column, value in columns.items()
}
REQUESTS_KEPT = timedelta(days=3 * 365)


@transaction.atomic
def report(at: datetime) -> RetentionRun | None:
    """All that is past its term and waits in no other report; None where there is nothing. Under scope "timer"."""
    lines = RetentionLine.objects.filter(outcome="", run__ended_at=None)
    waiting = set(lines.values_list("subject", "row_id"))
    found = (line for line in terms.due(clock.day_of(at)) if (line.subject, line.row_id) not in waiting)
    run = None
    while some := list(islice(found, AT_ONCE)):
        run = run or RetentionRun.objects.create(at=at)
        for line in some:
            line.run = run
        RetentionLine.objects.bulk_create(some)
        run.due_count += len(some)
    if run:
        run.save(update_fields=["due_count"])
    return run


@transaction.atomic
def approve(run: RetentionRun, *, by: Actor, at: datetime, key: UUID) -> RetentionRun:
    """The security administrator has read the report: the next night erases what it lists."""
    if by.role != Role.SECURITY_ADMIN:
        raise NotYours(_("清理由安全管理员批准。"))
    run = RetentionRun.objects.select_for_update().get(pk=run.pk)
    if Record.objects.filter(key=key).exists():
        return run
    if run.approved_at:
        raise Refused(_("这次清理已经批准。"))
    run.approved_at, run.approved_by, run.approved_name = at, by.user_id, by.name
    run.save(update_fields=["approved_at", "approved_by", "approved_name"])
    record.write(
        "rights",
        "retention_approved",
        by=by,
        at=at,
        key=key,
        area_code=by.area_code,
        subject="rights_retentionrun",
        subject_id=run.pk,
        facts={"lines": run.due_count},
    )
    return run


@transaction.atomic
def erase_next(at: datetime) -> int:
    """Erase what the next lines of approved reports list; answers how many lines these were, 0 where none is left. One
    transaction, under scope "timer"."""
    lines = _next()
    if not lines:
        _end_runs(at)
        return 0
    kind = terms.KIND_OF[lines[0].subject]
    _hold(kind, lines)
    going = _going(lines, at)
    for items, rows in going.items():
        CARRIED_OUT[Why(lines[0].why)](kind, rows, items, at)
    erased = [row for rows in going.values() for row in rows]
    mine = RetentionLine.objects.filter(among("pk", [line.pk for line in lines]))
    mine.filter(among("row_id", erased)).update(outcome=RetentionLine.Outcome.ERASED)
    mine.filter(outcome="").update(outcome=RetentionLine.Outcome.KEPT)
    return len(lines)


def erase(kind: Kind, people: Collection[int], items: Collection[str], at: datetime) -> None:
    """Nothing that tells who they were stays, of them or of entries merged into theirs: values, indexes, search copies,
    history. The bare rows keep the counts."""
    history.because("retention", via="timer")
    entries = list(kind.rows(people).values_list("pk", flat=True))
    residences = list(Residence.objects.filter(among("person_id", entries)).values_list("pk", flat=True))
    Person.objects.filter(among("pk", entries)).update(**WHOLE, erased_at=at)
    Person.objects.filter(among("guardian_id", entries)).update(guardian=None)
    Consent.objects.filter(among("person_id", entries)).delete()
    Consent.objects.filter(among("guardian_id", entries)).update(guardian=None)
    Ruling.objects.filter(among("kept_id", entries) | among("other_id", entries)).update(reason="")
    _drop(CareNeed.objects.filter(among("person_id", entries)))
    _drop(Reminder.objects.filter(among("person_id", entries)))
    history.forget("people_person", entries)
    history.forget("people_residence", residences)
    _record("person_erased", kind, people, at)


def erase_part(kind: Kind, keys: Collection[int], items: Collection[str], at: datetime) -> None:
    """The rows stay; what is past its term of them goes, with its history and whatever finds it."""
    history.because("retention", via="timer")
    if empty := terms.columns_of(kind, items):
        rows = list(kind.rows(keys).values_list("pk", flat=True))
        kind.model._default_manager.filter(among("pk", rows)).update(**empty)
        history.forget(kind.table, rows, empty)
        if kind is terms.OF_PEOPLE:
            homes = Residence.objects.filter(among("person_id", rows)).values_list("pk", flat=True)
            history.forget("people_residence", homes, empty)  # they repeat the name and what finds a phone
    if terms.ENDED_CARE in items:
        for model in terms.ENDING:
            _drop(terms.ended(model, clock.day_of(at)).filter(among("person_id", keys)))
    _record("part_erased", kind, keys, at, items=" ".join(items))


def erase_past(kind: Kind, keys: Collection[int], items: Collection[str], at: datetime) -> None:
    """What the rows are goes on; what history tells of them until its term, or of deleted rows at all, goes."""
    over_before = terms.last_days(kind, clock.day_of(at))
    for item in items:
        history.forget(kind.table, keys, terms.columns_of(kind, [item]), over_before[item.split(".")[1]])
    if not items:
        history.forget(kind.table, keys)
    _record("past_erased", kind, keys, at, items=" ".join(items))


def _next() -> list[RetentionLine]:
    """Lines that are carried out in one way, in the order of the reports."""
    waiting = RetentionLine.objects.filter(outcome="", run__approved_at__isnull=False).order_by("pk")[:AT_ONCE]
    return next((list(lines) for _way, lines in groupby(waiting, _way)), [])


def _way(line: RetentionLine) -> tuple[str, object]:
    return line.subject, CARRIED_OUT[Why(line.why)]


def _hold(kind: Kind, lines: Iterable[RetentionLine]) -> None:
    """Nobody moves in, and nothing is written to these rows, between the looking and the erasing."""
    rows = kind.model._default_manager.filter(among("pk", [line.row_id for line in lines]))
    list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))


def _going(lines: Sequence[RetentionLine], at: datetime) -> dict[tuple[str, ...], list[int]]:
    """Which rows still go, by their items (none: as a whole), as they stand now."""
    now: dict[int, RetentionLine] = {}
    for line in terms.due(clock.day_of(at), lines):
        now.setdefault(line.row_id, line)
    going: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for approved in lines:
        due = now.get(approved.row_id)
        items = tuple(item for item in approved.items if due and item in due.items)
        # What was approved for a part erases nobody who has gone meanwhile: that is another report's.
        if due and _alike(due, approved) and (items or not due.items):
            going[items].append(due.row_id)
    return going


def _alike(now: RetentionLine, approved: RetentionLine) -> bool:
    """Whether what is due is what was approved; why somebody goes as a whole makes no difference."""
    whole = (Why.TERM, Why.ASKED)
    return now.why == approved.why or (now.why in whole and approved.why in whole)


def _drop(rows: "QuerySet[CareNeed] | QuerySet[Reminder]") -> None:
    keys = list(rows.values_list("pk", flat=True))
    rows.delete()
    history.forget(rows.model._meta.db_table, keys)


def _record(act: str, kind: Kind, keys: Iterable[int], at: datetime, **facts: record.Fact) -> None:
    by = Actor.machine_named("timer")
    record.write_each(f"rights.{act}", by=by, at=at, subject=kind.table, subject_ids=keys, facts=facts)


CARRIED_OUT: dict[Why, Callable[[Kind, Collection[int], Collection[str], datetime], None]] = {
    Why.TERM: erase,
    Why.ASKED: erase,
    Why.ENDED: erase_part,
    Why.PAST: erase_past,
}


def forget_requests(at: datetime) -> int:
    """What was asked and answered three years ago: the fact stays, its words go."""
    old = Request.objects.filter(answered_at__lt=at - REQUESTS_KEPT, claim_sealed__isnull=False)
    return old.update(claim_sealed=None, wish_sealed=None, answer_sealed=None, person=None)


def _end_runs(at: datetime) -> None:
    for run in RetentionRun.objects.filter(approved_at__isnull=False, ended_at=None):
        erased = run.lines.filter(outcome=RetentionLine.Outcome.ERASED).count()
        RetentionRun.objects.filter(pk=run.pk).update(erased_count=erased, ended_at=at)
