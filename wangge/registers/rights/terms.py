"""What is past its term: whole people, and single fields of rows that stay.

A term counts from the day on which a row had served: moved out, torn down, closed. A field is held while a column of
it, or the history of one, still tells something.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from typing import Any

from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from wangge.kernel import clock
from wangge.kernel.models import Change, ChangeKind
from wangge.registers.basis import queries as basis
from wangge.registers.basis.datasets import CARE, CONTACT, DWELLING, PERSON, RESIDENCE
from wangge.registers.basis.sight import Columns
from wangge.registers.buildings.looking import OWNER_COLUMNS
from wangge.registers.buildings.models import Dwelling
from wangge.registers.organisations.models import Contact
from wangge.registers.people.fields import ERASED_NAME, PERSON_FIELDS, RESIDENCE_FIELDS
from wangge.registers.people.models import CareNeed, Person, Reminder, Residence
from wangge.registers.rights.models import Request, RetentionLine

Why = RetentionLine.Why
ENDING = (CareNeed, Reminder)
ENDED_CARE = f"{CARE}.kind"
CHUNK = 1_000


@dataclass(frozen=True)
class Served:
    """A row that has served, since when, and where; `person` is whose it is, where somebody of the archive is meant."""

    pk: int
    since: date
    area_code: str
    person: int | None = None


@dataclass(frozen=True)
class Kind:
    """Rows of one data set: their fields, and which of them had served before a day (one of them by key, or all).

    Some pass from one person to another while they stand, as a dwelling does.
    """

    dataset: str
    model: type[models.Model]
    fields: Columns
    served: Callable[[int | None, date], Iterator[Served]]
    passes_on: bool = False

    @property
    def table(self) -> str:
        """Where they stand."""
        return self.model._meta.db_table

    def rows(self, pks: Iterable[int]) -> QuerySet[Any]:
        """These rows, and of people what was merged into them."""
        wanted = Q(pk__in=pks)
        return self.model._default_manager.filter(wanted | Q(merged_into__in=pks) if self.model is Person else wanted)


def due(today: date, only: RetentionLine | None = None) -> Iterator[RetentionLine]:
    """Everything past its term, a line for each row; or what is due now of the row of one line."""
    pk = only.row_id if only else None
    subjects = (only.subject,) if only else KIND_OF
    person = _whose(only) if only else None
    but = set() if only and person is None else _needed(person)
    if PERSON in subjects:
        for line in _people(today, pk, but):
            yield line
            but |= {line.row_id} if line.why != Why.ENDED else set()
    for kind in KIND_OF.values():
        if kind.dataset in subjects:
            yield from _of_rows(kind, today, pk, but)


def last_days(kind: Kind, today: date) -> dict[str, date]:
    """Field → before which day its row must have served for its term to be over."""
    return {field: today - timedelta(days=days) for field, days in basis.terms(kind.dataset, today).items()}


def columns_of(kind: Kind, items: Iterable[str]) -> dict[str, object]:
    """The columns behind items of a line, with what stands there afterwards."""
    named = [item.split(".") for item in items]
    fields = [field for dataset, field in named if dataset == kind.dataset]
    return {column: value for field in fields for column, value in kind.fields[field].items()}


def ended(model: type[CareNeed | Reminder], today: date) -> QuerySet[CareNeed] | QuerySet[Reminder]:
    """A need or a reminder that ended longer ago than a need is kept."""
    days = basis.kept_days(CARE, today)
    rows = model._default_manager.order_by("person_id")
    return rows.none() if days is None else rows.filter(to_on__lt=today - timedelta(days=days))


def _whose(line: RetentionLine) -> int | None:
    """The person whom one line is about."""
    if line.subject == PERSON:
        return line.row_id
    homes = Residence.objects.filter(pk=line.row_id) if line.subject == RESIDENCE else Residence.objects.none()
    return homes.values_list("person_id", flat=True).first()


def _people(today: date, pk: int | None, needed: set[int]) -> Iterator[RetentionLine]:
    """Who goes as a whole; then of whom a part goes, in one line each."""
    whole = {line.row_id: line for line in _whole(today, pk) if line.row_id not in needed}
    yield from whole.values()
    parts: dict[int, RetentionLine] = {}
    for line in chain(_fields_over(OF_PEOPLE, today, pk, needed | whole.keys()), _with_ended(today, pk)):
        if line.row_id not in whole:
            first = parts.setdefault(line.row_id, line)
            first.items = sorted({*first.items, *line.items})
    yield from parts.values()


def _whole(today: date, pk: int | None) -> Iterator[RetentionLine]:
    days = basis.kept_days(PERSON, today)
    if days is None:
        return
    granted = Request.objects.filter(kind=Request.Kind.DELETE, decision=Request.Decision.GRANTED)
    last_day, asked = today - timedelta(days=days), _who_asked(granted, pk)
    for gone in _gone(pk, today + timedelta(days=1)):
        if gone.since < last_day:
            yield _line(PERSON, gone, Why.TERM)
        elif gone.pk in asked:
            yield _line(PERSON, gone, Why.ASKED)


def _of_rows(kind: Kind, today: date, pk: int | None, but: set[int]) -> Iterator[RetentionLine]:
    """Rows that have served, those of people apart; then those of which history tells what they are no more."""
    listed = set()
    for line in _fields_over(kind, today, pk, but) if kind is not OF_PEOPLE else ():
        listed.add(line.row_id)
        yield line
    for line in _past(kind, today, pk):
        if line.row_id not in listed:
            yield line


def _past(kind: Kind, today: date, pk: int | None) -> Iterator[RetentionLine]:
    """Deleted rows, as a whole with the first of their terms; of rows that pass on, whom they named before."""
    over_before = last_days(kind, today)
    changes = Change.objects.filter(table=kind.table).exclude(changed={}).order_by("row_id", "id")
    changes = changes.filter(row_id=pk) if pk else changes
    found: dict[int, RetentionLine] = {}
    deleted = changes.filter(kind=ChangeKind.DELETE, at__date__lt=max(over_before.values(), default=date.min))
    for change in deleted.only("row_id", "at", "area_code"):
        found[change.row_id] = _line(kind.dataset, _changed(change), Why.PAST)
    for field, last in over_before.items() if kind.passes_on else ():
        columns = list(kind.fields[field])
        told = changes.filter(kind=ChangeKind.UPDATE, at__date__lt=last, changed__has_any_keys=columns)
        for change in (change for change in told if _names_another(change, columns)):
            item = f"{kind.dataset}.{field}"
            line = found.setdefault(change.row_id, _line(kind.dataset, _changed(change), Why.PAST, [item]))
            line.items = sorted({*line.items, item}) if line.items else []
    yield from found.values()


def _names_another(change: Change, columns: Iterable[str]) -> bool:
    """Whether somebody stood there before this change."""
    return any(change.changed.get(column, [None])[0] for column in columns)


def _changed(change: Change) -> Served:
    return Served(change.row_id, clock.day_of(change.at), change.area_code)


def _fields_over(kind: Kind, today: date, pk: int | None, but: set[int]) -> Iterator[RetentionLine]:
    """Rows that hold a field past its term; not those of people who go as a whole, or whom something needs."""
    over_before = last_days(kind, today)
    served = kind.served(pk, max(over_before.values())) if over_before else iter(())
    ours = (row for row in served if row.person not in but)
    while some := list(islice(ours, CHUNK)):
        over = {row.pk: {field for field, last in over_before.items() if row.since < last} for row in some}
        told = _told(kind, over)
        for row in some:
            if fields := told[row.pk]:
                yield _line(kind.dataset, row, Why.ENDED, [f"{kind.dataset}.{field}" for field in fields])


def _told(kind: Kind, wanted: Mapping[int, set[str]]) -> dict[int, list[str]]:
    """Of the wanted fields of each row those of which something is still told."""
    told: dict[int, set[str]] = {pk: set() for pk in wanted}
    rows = list(kind.rows(wanted))
    stands_for = {row.pk: getattr(row, "merged_into_id", None) or row.pk for row in rows}
    for row in rows:
        told[stands_for[row.pk]] |= {
            column
            for columns in kind.fields.values()
            for column, empty in columns.items()
            if getattr(row, column) != empty
        }
    changes = Change.objects.filter(table=kind.table, row_id__in=stands_for)
    for pk, changed in changes.exclude(changed={}).values_list("row_id", "changed"):
        told[stands_for[pk]] |= changed.keys()
    return {
        pk: sorted(field for field in fields & kind.fields.keys() if told[pk] & kind.fields[field].keys())
        for pk, fields in wanted.items()
    }


def _with_ended(today: date, pk: int | None) -> Iterator[RetentionLine]:
    """Who has a need or a reminder past its term."""
    for model in ENDING:
        rows = ended(model, today)
        rows = rows.filter(person_id=pk) if pk else rows
        for person, to_on, code in rows.values_list("person_id", "to_on", "area_code"):
            yield _line(PERSON, Served(person, to_on or today, code), Why.ENDED, [ENDED_CARE])


def _line(subject: str, row: Served, why: str, items: Iterable[str] = ()) -> RetentionLine:
    return RetentionLine(
        subject=subject, row_id=row.pk, area_code=row.area_code, gone_on=row.since, why=why, items=list(items)
    )


def _gone(pk: int | None, before: date) -> Iterator[Served]:
    """People who live nowhere any more."""
    lived = Residence.objects.filter(person_id=pk) if pk else Residence.objects.all()
    rows = lived.values("person_id").annotate(
        here=Count("pk", filter=Q(to_on=None)), last=Max("to_on"), code=Max("area_code")
    )
    gone = rows.filter(here=0, last__lt=before)
    yield from _each(gone.order_by("person_id").values_list("person_id", "last", "code", "person_id"))


def _past_homes(pk: int | None, before: date) -> Iterator[Served]:
    """Where people lived, wherever they live now."""
    rows = _of(Residence.objects.filter(to_on__lt=before), pk)
    yield from _each(rows.values_list("pk", "to_on", "area_code", "person_id"))


def _torn_down(pk: int | None, before: date) -> Iterator[Served]:
    """Dwellings that are gone, since the day on which that was written down."""
    said = Change.objects.filter(table=Dwelling._meta.db_table, row_id=OuterRef("pk"), changed__has_key="is_gone")
    since = said.order_by("-id").annotate(day=TruncDate("at")).values("day")[:1]
    rows = Dwelling.objects.filter(is_gone=True).annotate(since=Subquery(since)).filter(since__lt=before)
    yield from _each(_of(rows, pk).values_list("pk", "since", "area_code"))


def _of_closed(pk: int | None, before: date) -> Iterator[Served]:
    """Those in charge of organisations that have closed."""
    rows = Contact.objects.filter(organisation__closed_on__lt=before).annotate(since=F("organisation__closed_on"))
    yield from _each(_of(rows, pk).values_list("pk", "since", "area_code"))


def _of(rows: QuerySet[Any], pk: int | None) -> QuerySet[Any]:
    """One of them, or all in order."""
    return rows.filter(pk=pk) if pk else rows.order_by("pk")


def _each(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[Served]:
    return (Served(*row) for row in rows.iterator(chunk_size=5_000))


def _requests_of(person: "int | OuterRef") -> QuerySet[Request]:
    """What he asked himself, or under an entry that was merged into his."""
    return Request.objects.filter(Q(person_id=person) | Q(person__merged_into=person))


def _needed(person: int | None) -> set[int]:
    """People of whom nothing is left to erase, or whom something still needs: an open request, of theirs or of an entry
    merged into theirs, somebody living here whose guardian they are, an open reminder."""
    erased = Person.objects.filter(erased_at__isnull=False)
    wards = Residence.objects.filter(to_on=None, person__guardian__isnull=False)
    reminders = Reminder.objects.filter(to_on=None)
    if person:
        erased, reminders = erased.filter(pk=person), reminders.filter(person_id=person)
        wards = wards.filter(person__guardian_id=person)
    found = chain(
        erased.values_list("pk", flat=True),
        wards.values_list("person__guardian_id", flat=True),
        reminders.values_list("person_id", flat=True),
        _who_asked(Request.objects.exclude(state=Request.State.ANSWERED), person),
    )
    return {pk for pk in found if pk}


def _who_asked(requests: QuerySet[Request], person: int | None) -> set[int]:
    """Whose requests these are; what was asked under an entry merged into another is the other's."""
    his = requests.filter(Q(person_id=person) | Q(person__merged_into=person)) if person else requests
    asked = his.filter(person__isnull=False).values_list("person_id", "person__merged_into_id")
    return {kept or own for own, kept in asked if own}


OF_PEOPLE = Kind(PERSON, Person, PERSON_FIELDS, _gone)
CONTACT_FIELDS: Columns = {"name": {"name": ERASED_NAME}, "phone": {"phone_sealed": None}}
KINDS = (
    Kind(RESIDENCE, Residence, RESIDENCE_FIELDS, _past_homes),
    Kind(DWELLING, Dwelling, OWNER_COLUMNS, _torn_down, passes_on=True),
    Kind(
        CONTACT, Contact, {"name": {"name": ERASED_NAME}, "phone": {"phone_sealed": None}}, _of_closed, passes_on=True
    ),
)
KIND_OF = {kind.dataset: kind for kind in (OF_PEOPLE, *KINDS)}
