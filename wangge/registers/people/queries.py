"""What is looked at: residences by area, found as people type; one person behind a residence."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.accounts.queries import within
from wangge.accounts.roles import Role
from wangge.kernel import crypto
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import PERSON
from wangge.registers.basis.models import Item, LegalBasis
from wangge.registers.basis.queries import in_force
from wangge.registers.basis.sight import Sight
from wangge.registers.buildings import queries as buildings
from wangge.registers.buildings.address import NONE, Address
from wangge.registers.buildings.models import Building
from wangge.registers.people import documents
from wangge.registers.people.codes import Relation
from wangge.registers.people.models import PHONE, CareNeed, Consent, Household, Person, Residence, Ruling
from wangge.registers.people.models.person import document_index, tail_index
from wangge.registers.people.names import told_name
from wangge.registers.people.phones import callable_from_afar
from wangge.registers.writing import KEEPERS

LARGE = 5
PREFIX_END = "\uffff"
LONGEST_NAME = 30
AGES = ((0, 6), (7, 17), (18, 59), (60, 79), (80, 200))
"""Bands of age in full years, first and last included."""


def residences_seen_by(actor: Actor) -> QuerySet[Residence]:
    """Who lives on the actor's ground now; nobody to whoever does not keep its archive."""
    return everything_seen_by(actor).filter(to_on=None)


def everything_seen_by(actor: Actor) -> QuerySet[Residence]:
    """The same with those who have moved out."""
    return Residence.objects.filter(within(actor.area_code)) if actor.role in KEEPERS else Residence.objects.none()


def households_seen_by(actor: Actor) -> QuerySet[Household]:
    """The households of the actor's ground."""
    return Household.objects.filter(within(actor.area_code)) if actor.role in KEEPERS else Household.objects.none()


def care_seen_by(actor: Actor) -> QuerySet[CareNeed]:
    """Who may need a hand on the actor's ground."""
    return CareNeed.objects.filter(within(actor.area_code)) if actor.role in KEEPERS else CareNeed.objects.none()


def person_seen_by(pk: int, actor: Actor) -> Person:
    """One person; `Person.DoesNotExist` out of sight."""
    if actor.role not in KEEPERS:
        raise Person.DoesNotExist
    return Person.objects.get(pk=pk)


def merged_into(person: Person) -> list[int]:
    """The keys of the entries that were merged into this one."""
    return list(Person.objects.filter(merged_into=person).values_list("pk", flat=True))


# --- consents -------------------------------------------------------------------------------------------------------


def consents_of(person: Person) -> QuerySet[Consent]:
    """What a person agreed to, the latest first."""
    return Consent.objects.filter(person=person).order_by("-given_at", "-id")


def has_consent(person: Person, item: Item) -> bool:
    """Whether a consent to the item stands."""
    return Consent.objects.filter(person=person, item=item, withdrawn_at=None).exists()


def items_by_consent(on: date) -> list[Item]:
    """The items that nothing but consent allows."""
    return [item for item in in_force(on) if item.basis == LegalBasis.CONSENT]


def agreed_fields(person: Person, dataset: str, on: date) -> frozenset[str]:
    """The fields to whose item of this day a consent stands; for a child under fourteen only a guardian's does."""
    items = {item.pk: item.field for item in items_by_consent(on) if item.dataset == dataset}
    given = Consent.objects.filter(person=person, item__in=items, withdrawn_at=None)
    if person.is_child_on(on):
        given = given.filter(guardian__isnull=False)
    return frozenset(items[pk] for pk in given.values_list("item_id", flat=True))


# --- doubles, for the district's duty officer -----------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one person, and what they have in common: document, birthday or phone."""

    person_id: int
    other_id: int
    why: str


def doubles_seen_by(actor: Actor, *, beyond: int = 0, at_most: int = 30) -> list[Pair]:
    """Pairs that nobody has ruled on yet, behind the person `beyond`; nothing to anybody but the duty officer."""
    if actor.role != Role.DUTY_OFFICER:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, other_id, why FROM people_doubles(%s, %s)", [beyond, at_most])
        return [Pair(*row) for row in cursor.fetchall()]


def rulings_seen_by(actor: Actor) -> QuerySet[Ruling]:
    """What was ruled on doubles; nothing to anybody but the duty officer."""
    return Ruling.objects.filter(within(actor.area_code)) if actor.role == Role.DUTY_OFFICER else Ruling.objects.none()


# --- lists ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """How a list of residences is narrowed. `number` is the blind index of a full number, never the number."""

    text: str = ""
    number: str = ""
    area: str = ""
    capacity: str = ""
    presence: str = ""
    care: str = ""
    ages: tuple[int, int] | None = None
    with_past: bool = False

    def apply(self, actor: Actor, today: date) -> QuerySet[Residence]:
        """The residences that are left; by what the actor does not see, nobody is found."""
        sight = Sight.of(actor.role, today)
        found = everything_seen_by(actor) if self.with_past else residences_seen_by(actor)
        for condition in self._conditions(actor, today):
            found = found.filter(condition)
        if self.number:
            found = found.filter(_bears(self.number, sight))
        return search(found, self.text, sight)

    def _conditions(self, actor: Actor, today: date) -> Iterable[Q]:
        if self.area:
            yield within(self.area)
        for column in ("capacity", "presence"):
            if value := getattr(self, column):
                yield Q(**{column: value})
        if self.care:
            needy = care_seen_by(actor).filter(kind=self.care, to_on=None)
            yield Q(person_id__in=needy.values("person_id"))
        if self.ages:
            youngest, oldest = self.ages
            yield Q(person__born_on__gt=_years_before(today, oldest + 1))
            yield Q(person__born_on__lte=_years_before(today, youngest))


class Shape(models.TextChoices):
    """What may be particular about a household."""

    ALONE = "alone", _("一人户")
    LARGE = "large", _("五人及以上")
    HEADLESS = "headless", _("没有户主")


@dataclass(frozen=True)
class HouseholdFilters:
    """How a list of households is narrowed: by any of its people, or by its shape."""

    text: str = ""
    number: str = ""
    area: str = ""
    shape: str = ""

    def apply(self, actor: Actor, today: date) -> QuerySet[Household]:
        """The households that are left; those that have ended are not among them."""
        found = households_seen_by(actor).filter(ended_on=None)
        if self.area:
            found = found.filter(within(self.area))
        if self.text or self.number:
            people = Filters(text=self.text, number=self.number).apply(actor, today)
            found = found.filter(pk__in=people.order_by().values("household_id"))
        return self._shaped(found) if self.shape else found

    def _shaped(self, households: QuerySet[Household]) -> QuerySet[Household]:
        members = Residence.objects.filter(household=OuterRef("pk"), to_on=None).order_by()
        if self.shape == Shape.HEADLESS:
            return households.filter(~Exists(members.filter(relation=Relation.HEAD)))
        counted = households.annotate(size=Subquery(members.values("household").annotate(n=Count("pk")).values("n")))
        return counted.filter(size=1) if self.shape == Shape.ALONE else counted.filter(size__gte=LARGE)


def search(residences: QuerySet[Residence], typed: str, sight: Sight) -> QuerySet[Residence]:
    """Residences by what was typed: a number, four digits of a phone, a name, pinyin, initials, or an address."""
    words, nobody = told_name(unicodedata.normalize("NFKC", typed)), residences.none()
    if not words:
        return residences
    if number := number_index(words):
        return residences.filter(_bears(number, sight))
    if re.fullmatch(r"\d{4}", words):
        return residences.filter(phone_tail_index=tail_index(words)) if sight.shows(PERSON, "phone") else nobody
    if words.isascii() and not re.search(r"\d", words):
        letters = re.sub(r"[^a-z]", "", words.lower())
        return _spelled(residences, letters) if letters and sight.shows(PERSON, "name") else nobody
    if _may_be_name(words) and sight.shows(PERSON, "name"):
        named = residences.filter(_begins("name", words))
        if named.exists():
            return named
    return _at(residences, words)


def number_index(typed: str) -> str:
    """The blind index of a full phone or document number; empty where this is none."""
    words = re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", typed))
    if phone := callable_from_afar(words):
        return crypto.blind_index(phone, purpose=PHONE)
    if not re.fullmatch(r"[A-Za-z0-9]{6,20}", words) or not re.search(r"\d{4}", words):
        return ""
    try:
        return document_index(documents.read(words))
    except Refused:
        return ""


def in_order(residences: QuerySet[Residence], column: str) -> QuerySet[Residence]:
    """Those that have the column by which they are sorted."""
    return residences.filter(from_on__isnull=False) if column.endswith("from_on") else residences


def kept_first(residences: QuerySet[Residence]) -> QuerySet[Residence]:
    """Where somebody lives now, then where he lived, the latest first."""
    return residences.order_by(F("to_on").desc(nulls_first=True), F("from_on").desc(nulls_last=True), "-pk")


def _spelled(residences: QuerySet[Residence], letters: str) -> QuerySet[Residence]:
    """By pinyin or by initials, whichever somebody has: a condition of both would be served by no index in any order.

    Without a vowel it can hardly be a syllable.
    """
    ways = [residences.filter(_begins("pinyin", letters)), residences.filter(initials=letters)]
    first, second = ways if re.search("[aeiou]", letters) else reversed(ways)
    return first if first.exists() else second


def _bears(index: str, sight: Sight) -> Q:
    """Whose document or phone has this blind index, as far as such a number is shown."""
    bears = Q(pk__in=[])
    for field in ("document", "phone"):
        if sight.shows(PERSON, field):
            bears |= Q(**{f"person__{field}_index": index})
    return bears


def _may_be_name(words: str) -> bool:
    return len(words) <= LONGEST_NAME and not re.search(r"\d", words)


def _at(residences: QuerySet[Residence], words: str) -> QuerySet[Residence]:
    """Who lives at an address, as far as it was typed."""
    wanted = Address.read(words)
    if wanted == Address():
        return residences.none()
    doors = {
        f"dwelling__{level}": name for level in ("unit", "floor", "room") if (name := getattr(wanted, level)) != NONE
    }
    of_building = wanted.of_building
    if of_building == Address():
        return residences.filter(**doors)
    found = buildings.matching(Building.objects.filter(is_gone=False), of_building).select_related(None).order_by()
    return residences.filter(dwelling__building__in=found.values("pk"), **doors)


def _begins(column: str, words: str) -> Q:
    """A range that an index serves, in the column's own order of signs."""
    return Q(**{f"{column}__gte": words, f"{column}__lt": words + PREFIX_END})


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; the last of February for the day that is missing there."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
