"""By night: who is past his term is reported; what somebody has approved of a report is erased.

Each person is erased in a transaction of his own, after looking once more whether he still is past his term, so that a
night that is cut off goes on where it stopped.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.kernel import clock, history, record
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.basis import queries as basis
from wangge.registers.basis.datasets import CARE, PERSON
from wangge.registers.people.models import CareNeed, Consent, Person, Reminder, Residence, Ruling
from wangge.registers.people.queries import merged_into
from wangge.registers.rights.models import Request, RetentionLine, RetentionRun

ERASED_NAME = "已去标识"
EMPTY = {
    "pinyin": "",
    "initials": "",
    "former_name": "",
    "born_on": None,
    "nation": "",
    "native_place": "",
    "marriage": "",
    "education": "",
    "occupation": "",
    "workplace": "",
    "document_kind": "",
    "document_sealed": None,
    "document_index": "",
    "phone_sealed": None,
    "phone_index": "",
    "phone_tail_index": "",
    "guardian": None,
    "died_on": None,
}
ENDING = (CareNeed, Reminder)
REQUESTS_KEPT = timedelta(days=3 * 365)


@transaction.atomic
def report(at: datetime) -> RetentionRun | None:
    """Everybody who is past his term and waits in no other report; None where there is nobody. Under scope "timer"."""
    waiting = RetentionLine.objects.filter(outcome="", run__ended_at=None).values("person_id")
    found = [line for line in _due(clock.day_of(at)) if line.person_id not in {row["person_id"] for row in waiting}]
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
        facts={"people": run.due_count},
    )
    return run


@transaction.atomic
def erase_next(at: datetime) -> bool:
    """Erase one person of an approved report; False where nobody is left. One transaction, under scope "timer"."""
    line = RetentionLine.objects.filter(outcome="", run__approved_at__isnull=False).order_by("pk").first()
    if line is None:
        _end_runs(at)
        return False
    due = next(_due(clock.day_of(at), line.person_id), None)
    # What was approved for an ended need erases nobody who has gone meanwhile: that is another report's.
    is_due = due is not None and (due.why == RetentionLine.Why.ENDED) == (line.why == RetentionLine.Why.ENDED)
    if is_due and line.why == RetentionLine.Why.ENDED:
        forget_ended(line.person_id, at)
    elif is_due:
        erase(line.person_id, at)
    line.outcome = line.Outcome.ERASED if is_due else line.Outcome.KEPT
    line.save(update_fields=["outcome"])
    return True


def erase(person_id: int, at: datetime) -> None:
    """Nothing that tells who it was stays, of him or of an entry merged into him: values, indexes, search copies,
    history. The bare rows keep the counts."""
    history.because("retention", via="timer")
    entries = [person_id, *merged_into(Person(pk=person_id))]
    residences = list(Residence.objects.filter(person_id__in=entries).values_list("pk", flat=True))
    Person.objects.filter(pk__in=entries).update(name=ERASED_NAME, **EMPTY, erased_at=at)
    Person.objects.filter(guardian_id__in=entries).update(guardian=None)
    Consent.objects.filter(person_id__in=entries).delete()
    Consent.objects.filter(guardian_id__in=entries).update(guardian=None)
    Ruling.objects.filter(Q(kept_id__in=entries) | Q(other_id__in=entries)).update(reason="")
    _drop(CareNeed.objects.filter(person_id__in=entries))
    _drop(Reminder.objects.filter(person_id__in=entries))
    history.forget("people_person", entries)
    history.forget("people_residence", residences)
    _record("person_erased", person_id, at)


def forget_ended(person_id: int, at: datetime) -> None:
    """The person stays; what is past its term of his needs and reminders goes, with its history."""
    history.because("retention", via="timer")
    for model in ENDING:
        _drop(_ended(model, clock.day_of(at)).filter(person_id=person_id))
    _record("ended_care_forgotten", person_id, at)


def _drop(rows: "QuerySet[CareNeed] | QuerySet[Reminder]") -> None:
    keys = list(rows.values_list("pk", flat=True))
    rows.delete()
    history.forget(rows.model._meta.db_table, keys)


def _record(act: str, person_id: int, at: datetime) -> None:
    record.write(
        "rights",
        act,
        by=Actor.machine_named("timer"),
        at=at,
        key=UUID(int=(person_id << 64) | int(at.timestamp())),
        subject="people_person",
        subject_id=person_id,
    )


def forget_requests(at: datetime) -> int:
    """What was asked and answered three years ago: the fact stays, its words go."""
    old = Request.objects.filter(answered_at__lt=at - REQUESTS_KEPT, claim_sealed__isnull=False)
    return old.update(claim_sealed=None, wish_sealed=None, answer_sealed=None, person=None)


def _due(today: date, person_id: int | None = None) -> Iterator[RetentionLine]:
    found = set()
    for line in _past_term(today, person_id):
        found.add(line.person_id)
        yield line
    for person, code in _with_ended(today, person_id).items():
        if person not in found:
            yield RetentionLine(person_id=person, area_code=code, why=RetentionLine.Why.ENDED)


def _past_term(today: date, person_id: int | None) -> Iterator[RetentionLine]:
    days = basis.kept_days(PERSON, today)
    if days is None:
        return
    last_day = today - timedelta(days=days)
    for person, last, code in _gone(person_id):
        asked = _requests_of(person).filter(kind=Request.Kind.DELETE, decision=Request.Decision.GRANTED)
        if last < last_day:
            yield RetentionLine(person_id=person, area_code=code, gone_on=last, why=RetentionLine.Why.TERM)
        elif asked.exists():
            yield RetentionLine(person_id=person, area_code=code, gone_on=last, why=RetentionLine.Why.ASKED)


def _with_ended(today: date, person_id: int | None) -> dict[int, str]:
    """Who has something past its term, and where."""
    rows = [_ended(model, today) for model in ENDING]
    if person_id:
        rows = [each.filter(person_id=person_id) for each in rows]
    return {person: code for each in rows for person, code in each.values_list("person_id", "area_code")}


def _ended(model: "type[CareNeed | Reminder]", today: date) -> "QuerySet[CareNeed] | QuerySet[Reminder]":
    """A need or a reminder that ended longer ago than a need is kept."""
    days = basis.kept_days(CARE, today)
    rows = model._default_manager.order_by("person_id")
    return rows.none() if days is None else rows.filter(to_on__lt=today - timedelta(days=days))


def _gone(person_id: int | None) -> Iterator[tuple[int, date, str]]:
    """People who live nowhere any more and whom nothing else holds: (person, last day, area code)."""
    lived = Residence.objects.filter(person_id=person_id) if person_id else Residence.objects.all()
    held = Q(person__erased_at__isnull=False) | Exists(_open_requests()) | Exists(_wards()) | Exists(_reminders())
    rows = lived.values("person_id").annotate(
        here=Count("pk", filter=Q(to_on=None)), last=Max("to_on"), code=Max("area_code")
    )
    gone = rows.filter(here=0, last__isnull=False).exclude(held).values_list("person_id", "last", "code")
    yield from gone.order_by("person_id").iterator(chunk_size=5_000)


def _requests_of(person: "int | OuterRef") -> QuerySet[Request]:
    """What he asked himself, or under an entry that was merged into his."""
    return Request.objects.filter(Q(person_id=person) | Q(person__merged_into=person))


def _open_requests() -> QuerySet[Request]:
    return _requests_of(OuterRef("person_id")).exclude(state=Request.State.ANSWERED)


def _wards() -> QuerySet[Residence]:
    """Somebody who lives here has this person as guardian."""
    return Residence.objects.filter(person__guardian_id=OuterRef("person_id"), to_on=None)


def _reminders() -> QuerySet[Reminder]:
    return Reminder.objects.filter(person_id=OuterRef("person_id"), to_on=None)


def _end_runs(at: datetime) -> None:
    for run in RetentionRun.objects.filter(approved_at__isnull=False, ended_at=None):
        erased = run.lines.filter(outcome=RetentionLine.Outcome.ERASED).count()
        RetentionRun.objects.filter(pk=run.pk).update(erased_count=erased, ended_at=at)
