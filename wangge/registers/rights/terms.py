"""What is past its term: whole people, and single fields of rows that stay.

A term counts from the day on which a row had served: moved out, torn down, closed. A field is held while a column of
it, or the history of one, still tells something.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from typing import Any

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from wangge.kernel import clock
from wangge.kernel.among import among
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
Keys = AbstractSet[int] | None
"""Rows by their keys; None means all."""
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
    """Rows of one data set: their fields, and which of them had served before a day.

    Some pass from one person to another while they stand, as a dwelling does.
    """

    dataset: str
    model: type[models.Model]
    fields: Columns
    served: Callable[[Keys, date], Iterator[Served]]
    passes_on: bool = False

    @property
    def table(self) -> str:
        """Where they stand."""
        return self.model._meta.db_table

    def rows(self, pks: Iterable[int]) -> QuerySet[Any]:
        """These rows, and of people what was merged into them."""
        wanted = among("pk", pks)
        return self.model._default_manager.filter(
            wanted | among("merged_into", pks) if self.model is Person else wanted
        )


def due(today: date, only: Sequence[RetentionLine] = ()) -> Iterator[RetentionLine]:
    """Everything past its term, a line for each row; or what is due now of the rows of some lines of one subject."""
    keys = {line.row_id for line in only} or None
    subjects = {line.subject for line in only} or KIND_OF.keys()
    people = _whose(keys, *subjects) if keys else None
    but = _needed(people)
    if PERSON in subjects:
        for line in _people(today, keys, but):
            yield line
            but |= {line.row_id} if line.why != Why.ENDED else set()
    for kind in KIND_OF.values():
        if kind.dataset in subjects:
            yield from _of_rows(kind, today, keys, but)


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


def _whose(keys: AbstractSet[int], subject: str) -> AbstractSet[int]:
    """The people whom these rows of one subject are about."""
    if subject == PERSON:
        return keys
    homes = Residence.objects.filter(among("pk", keys)) if subject == RESIDENCE else Residence.objects.none()
    return set(homes.values_list("person_id", flat=True))


def _people(today: date, keys: Keys, needed: set[int]) -> Iterator[RetentionLine]:
    """Who goes as a whole; then of whom a part goes, in one line each."""
    whole = set()
    for line in _whole(today, keys):
        if line.row_id not in needed:
            whole.add(line.row_id)
            yield line
    parts: dict[int, RetentionLine] = {}
    for line in _with_ended(today, keys):
        if line.row_id not in whole:
            parts.setdefault(line.row_id, line)
    for line in _fields_over(OF_PEOPLE, today, keys, needed | whole):
        if other := parts.pop(line.row_id, None):
            line.items = sorted({*line.items, *other.items})
        yield line
    yield from parts.values()


def _whole(today: date, keys: Keys) -> Iterator[RetentionLine]:
    days = basis.kept_days(PERSON, today)
    if days is None:
        return
    granted = Request.objects.filter(kind=Request.Kind.DELETE, decision=Request.Decision.GRANTED)
    last_day, asked = today - timedelta(days=days), _who_asked(granted, keys)
    for gone in _gone(keys, today + timedelta(days=1)):
        if gone.since < last_day:
            yield _line(PERSON, gone, Why.TERM)
        elif gone.pk in asked:
            yield _line(PERSON, gone, Why.ASKED)


def _of_rows(kind: Kind, today: date, keys: Keys, but: set[int]) -> Iterator[RetentionLine]:
    """Rows that have served, those of people apart; then those of which history tells what they are no more."""
    listed = set()
    for line in _fields_over(kind, today, keys, but) if kind is not OF_PEOPLE else ():
        listed.add(line.row_id)
        yield line
    for line in _past(kind, today, keys):
        if line.row_id not in listed:
            yield line


def _past(kind: Kind, today: date, keys: Keys) -> Iterator[RetentionLine]:
    """Deleted rows, as a whole with the first of their terms; of rows that pass on, whom they named before."""
    over_before = last_days(kind, today)
    changes = Change.objects.filter(table=kind.table).exclude(changed={}).order_by("row_id", "id")
    changes = changes.filter(among("row_id", keys)) if keys else changes
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


def _fields_over(kind: Kind, today: date, keys: Keys, but: set[int]) -> Iterator[RetentionLine]:
    """Rows that hold a field past its term; not those of people who go as a whole, or whom something needs."""
    over_before = last_days(kind, today)
    served = kind.served(keys, max(over_before.values())) if over_before else iter(())
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
    changes = Change.objects.filter(among("row_id", stands_for), table=kind.table)
    for pk, changed in changes.exclude(changed={}).values_list("row_id", "changed"):
        told[stands_for[pk]] |= changed.keys()
    return {
        pk: sorted(field for field in fields & kind.fields.keys() if told[pk] & kind.fields[field].keys())
        for pk, fields in wanted.items()
    }


def _with_ended(today: date, keys: Keys) -> Iterator[RetentionLine]:
    """Who has a need or a reminder past its term."""
    for model in ENDING:
        rows = ended(model, today)
        rows = rows.filter(among("person_id", keys)) if keys else rows
        for person, to_on, code in rows.values_list("person_id", "to_on", "area_code"):
            yield _line(PERSON, Served(person, to_on or today, code), Why.ENDED, [ENDED_CARE])


def _line(subject: str, row: Served, why: str, items: Iterable[str] = ()) -> RetentionLine:
    return RetentionLine(
        subject=subject, row_id=row.pk, area_code=row.area_code, gone_on=row.since, why=why, items=list(items)
    )


def _gone(keys: Keys, before: date) -> Iterator[Served]:
    """People who live nowhere any more."""
    homes = Residence.objects.filter(among("person_id", keys)) if keys else Residence.objects.all()
    still_there = Residence.objects.filter(person_id=OuterRef("person_id"), to_on=None)
    left = homes.filter(~Exists(still_there), to_on__isnull=False).values("person_id")
    gone = left.annotate(last=Max("to_on"), code=Max("area_code")).filter(last__lt=before)
    yield from _each(gone.order_by("person_id").values_list("person_id", "last", "code", "person_id"))


def _past_homes(keys: Keys, before: date) -> Iterator[Served]:
    """Where people lived, wherever they live now."""
    rows = _of(Residence.objects.filter(to_on__lt=before), keys)
    yield from _each(rows.values_list("pk", "to_on", "area_code", "person_id"))


def _torn_down(keys: Keys, before: date) -> Iterator[Served]:
    """Dwellings that are gone, since the day on which that was written down."""
    said = Change.objects.filter(table=Dwelling._meta.db_table, row_id=OuterRef("pk"), changed__has_key="is_gone")
    since = said.order_by("-id").annotate(day=TruncDate("at")).values("day")[:1]
    rows = Dwelling.objects.filter(is_gone=True).annotate(since=Subquery(since)).filter(since__lt=before)
    yield from _each(_of(rows, keys).values_list("pk", "since", "area_code"))


def _of_closed(keys: Keys, before: date) -> Iterator[Served]:
    """Those in charge of organisations that have closed."""
    rows = Contact.objects.filter(organisation__closed_on__lt=before).annotate(since=F("organisation__closed_on"))
    yield from _each(_of(rows, keys).values_list("pk", "since", "area_code"))


def _of(rows: QuerySet[Any], keys: Keys) -> QuerySet[Any]:
    """Some of them, or all, in order."""
    return (rows.filter(among("pk", keys)) if keys else rows).order_by("pk")


def _each(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[Served]:
    return (Served(*row) for row in rows.iterator(chunk_size=5_000))


def _needed(people: Keys) -> set[int]:
    """People of whom nothing is left to erase, or whom something still needs: an open request, of theirs or of an entry
    merged into theirs, somebody living here whose guardian they are, an open reminder."""
    erased = Person.objects.filter(erased_at__isnull=False)
    wards = Residence.objects.filter(to_on=None, person__guardian__isnull=False)
    reminders = Reminder.objects.filter(to_on=None)
    if people is not None:
        erased, reminders = erased.filter(among("pk", people)), reminders.filter(among("person_id", people))
        wards = wards.filter(among("person__guardian_id", people))
    found = chain(
        erased.values_list("pk", flat=True),
        wards.values_list("person__guardian_id", flat=True),
        reminders.values_list("person_id", flat=True),
        _who_asked(Request.objects.exclude(state=Request.State.ANSWERED), people),
    )
    return {pk for pk in found if pk}


def _who_asked(requests: QuerySet[Request], people: Keys) -> set[int]:
    """Whose requests these are; what was asked under an entry merged into another is the other's."""
    if people is not None:
        requests = requests.filter(among("person_id", people) | among("person__merged_into", people))
    asked = requests.filter(person__isnull=False).values_list("person_id", "person__merged_into_id")
    return {kept or own for own, kept in asked if own}


OF_PEOPLE = Kind(PERSON, Person, PERSON_FIELDS, _gone)
CONTACT_FIELDS: Columns = {"name": {"name": ERASED_NAME}, "phone": {"phone_sealed": None}}
KINDS = (
    Kind(RESIDENCE, Residence, RESIDENCE_FIELDS, _past_homes),
    Kind(DWELLING, Dwelling, OWNER_COLUMNS, _torn_down, passes_on=True),
    Kind(CONTACT, Contact, CONTACT_FIELDS, _of_closed, passes_on=True),
)
KIND_OF = {kind.dataset: kind for kind in (OF_PEOPLE, *KINDS)}
