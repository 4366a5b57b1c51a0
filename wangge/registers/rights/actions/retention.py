"""By night: what is past its term is reported; what somebody has approved of a report is erased.

Each line is erased in a transaction of its own, after looking once more whether it still is past its term, so that a
night that is cut off goes on where it stopped.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.kernel import clock, history, record
from wangge.kernel.ids import new_id
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.people.fields import PERSON_FIELDS
from wangge.registers.people.models import CareNeed, Consent, Person, Reminder, Residence, Ruling
from wangge.registers.people.queries import merged_into
from wangge.registers.rights import terms
from wangge.registers.rights.models import Request, RetentionLine, RetentionRun

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
    found = [line for line in terms.due(clock.day_of(at)) if (line.subject, line.row_id) not in waiting]
    if not found:
        return None
    run = RetentionRun.objects.create(at=at, due_count=len(found))
    for line in found:
        line.run = run
    RetentionLine.objects.bulk_create(found, batch_size=1000)
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
def erase_next(at: datetime) -> bool:
    """Erase what one line of an approved report lists; False where nothing is left. One transaction, under scope
    "timer"."""
    line = RetentionLine.objects.filter(outcome="", run__approved_at__isnull=False).order_by("pk").first()
    if line is None:
        _end_runs(at)
        return False
    now = next(terms.due(clock.day_of(at), line), None)
    items = [item for item in line.items if now and item in now.items]
    # What was approved for a part erases nobody who has gone meanwhile: that is another report's.
    is_due = now is not None and _alike(now, line) and (bool(items) or not now.items)
    if is_due:
        CARRIED_OUT[Why(line.why)](line, items, at)
    line.outcome = line.Outcome.ERASED if is_due else line.Outcome.KEPT
    line.save(update_fields=["outcome"])
    return True


def erase(person_id: int, at: datetime) -> None:
    """Nothing that tells who it was stays, of him or of an entry merged into him: values, indexes, search copies,
    history. The bare rows keep the counts."""
    history.because("retention", via="timer")
    entries = [person_id, *merged_into(Person(pk=person_id))]
    residences = list(Residence.objects.filter(person_id__in=entries).values_list("pk", flat=True))
    Person.objects.filter(pk__in=entries).update(**WHOLE, erased_at=at)
    Person.objects.filter(guardian_id__in=entries).update(guardian=None)
    Consent.objects.filter(person_id__in=entries).delete()
    Consent.objects.filter(guardian_id__in=entries).update(guardian=None)
    Ruling.objects.filter(Q(kept_id__in=entries) | Q(other_id__in=entries)).update(reason="")
    _drop(CareNeed.objects.filter(person_id__in=entries))
    _drop(Reminder.objects.filter(person_id__in=entries))
    history.forget("people_person", entries)
    history.forget("people_residence", residences)
    _record("person_erased", "people_person", person_id, at)


def erase_part(line: RetentionLine, items: Sequence[str], at: datetime) -> None:
    """The row stays; what is past its term of it goes, with its history and whatever finds it."""
    history.because("retention", via="timer")
    kind = terms.KIND_OF[line.subject]
    if empty := terms.columns_of(kind, items):
        rows = list(kind.rows([line.row_id]).values_list("pk", flat=True))
        kind.model._default_manager.filter(pk__in=rows).update(**empty)
        history.forget(kind.table, rows, empty)
        if kind is terms.OF_PEOPLE:
            homes = Residence.objects.filter(person_id__in=rows).values_list("pk", flat=True)
            history.forget("people_residence", homes, empty)  # they repeat the name and what finds a phone
    if terms.ENDED_CARE in items:
        for model in terms.ENDING:
            _drop(terms.ended(model, clock.day_of(at)).filter(person_id=line.row_id))
    _record("part_erased", kind.table, line.row_id, at, items=" ".join(items))


def erase_past(line: RetentionLine, items: Sequence[str], at: datetime) -> None:
    """What the row is goes on; what history tells of it until its term, or of a deleted row at all, goes."""
    kind = terms.KIND_OF[line.subject]
    over_before = terms.last_days(kind, clock.day_of(at))
    for item in items:
        history.forget(kind.table, [line.row_id], terms.columns_of(kind, [item]), over_before[item.split(".")[1]])
    if not items:
        history.forget(kind.table, [line.row_id])
    _record("past_erased", kind.table, line.row_id, at, items=" ".join(items))


def _alike(now: RetentionLine, approved: RetentionLine) -> bool:
    """Whether what is due is what was approved; why somebody goes as a whole makes no difference."""
    whole = (Why.TERM, Why.ASKED)
    return now.why == approved.why or (now.why in whole and approved.why in whole)


def _drop(rows: "QuerySet[CareNeed] | QuerySet[Reminder]") -> None:
    keys = list(rows.values_list("pk", flat=True))
    rows.delete()
    history.forget(rows.model._meta.db_table, keys)


def _record(act: str, subject: str, pk: int, at: datetime, **facts: record.Fact) -> None:
    by = Actor.machine_named("timer")
    record.write("rights", act, by=by, at=at, key=new_id(), subject=subject, subject_id=pk, facts=facts)


CARRIED_OUT: dict[Why, Callable[[RetentionLine, Sequence[str], datetime], None]] = {
    Why.TERM: lambda line, items, at: erase(line.row_id, at),
    Why.ASKED: lambda line, items, at: erase(line.row_id, at),
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
