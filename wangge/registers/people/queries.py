"""What is looked at: residences by area, found as people type; one person behind a residence."""

import re

from django.db.models import Q, QuerySet

from wangge.accounts.actors import Actor
from wangge.accounts.queries import within
from wangge.kernel import crypto
from wangge.kernel.refused import Refused
from wangge.registers.people import documents
from wangge.registers.people.models import PHONE, Person, Residence
from wangge.registers.people.models.person import document_index, tail_index
from wangge.registers.people.phones import MOBILE
from wangge.registers.writing import KEEPERS

PREFIX_END = "\uffff"


def residences_seen_by(actor: Actor) -> QuerySet[Residence]:
    """Who lives on the actor's ground now; nobody to whoever does not keep its archive."""
    return everything_seen_by(actor).filter(to_on=None)


def everything_seen_by(actor: Actor) -> QuerySet[Residence]:
    """The same with those who have moved out."""
    return Residence.objects.filter(within(actor.area_code)) if actor.role in KEEPERS else Residence.objects.none()


def person_seen_by(pk: int, actor: Actor) -> Person:
    """One person; `Person.DoesNotExist` out of sight."""
    if actor.role not in KEEPERS:
        raise Person.DoesNotExist
    return Person.objects.get(pk=pk)


def search(residences: QuerySet[Residence], typed: str) -> QuerySet[Residence]:
    """Residences by what was typed: a document number, four digits of a phone, a name, pinyin or initials."""
    words = typed.strip()
    if not words:
        return residences
    if MOBILE.fullmatch(words):
        return residences.filter(person__phone_index=crypto.blind_index(words, purpose=PHONE))
    if number := _document(words):
        return residences.filter(person__document_index__in=number)
    if re.fullmatch(r"\d{4}", words):
        return residences.filter(phone_tail_index=tail_index(words))
    if words.isascii():
        letters = re.sub(r"[^a-z]", "", words.lower())
        return residences.filter(_begins("pinyin", letters) | Q(initials=letters)) if letters else residences.none()
    return residences.filter(_begins("name", words))


def _begins(column: str, words: str) -> Q:
    """A range that an index serves, in the column's own order of signs."""
    return Q(**{f"{column}__gte": words, f"{column}__lt": words + PREFIX_END})


def _document(words: str) -> list[str]:
    """The indexes that a full number may stand under; none where this is no number."""
    if not re.fullmatch(r"[A-Za-z0-9]{6,20}", words) or not any(sign.isdigit() for sign in words):
        return []
    try:
        return [document_index(documents.read(words))]
    except Refused:
        return []
