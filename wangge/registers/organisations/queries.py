"""What is looked at: organisations by area, found as people type; contacts only by those who keep the archive."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from wangge.accounts.actors import Actor
from wangge.accounts.queries import within
from wangge.registers.organisations.models import Contact, Hazard, Organisation
from wangge.registers.people.names import told_name
from wangge.registers.writing import KEEPERS

SOON = timedelta(days=30)
PREFIX_END = "\uffff"
CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{8,18}", re.ASCII)


def organisations_seen_by(actor: Actor) -> QuerySet[Organisation]:
    """Those of the actor's ground that have not closed."""
    return everything_seen_by(actor).filter(closed_on=None)


def everything_seen_by(actor: Actor) -> QuerySet[Organisation]:
    """The same with those that have closed."""
    return Organisation.objects.filter(within(actor.area_code)) if actor.role else Organisation.objects.none()


def contacts_seen_by(actor: Actor) -> QuerySet[Contact]:
    """Whom to call: for those who keep the archive."""
    return Contact.objects.filter(within(actor.area_code)) if actor.role in KEEPERS else Contact.objects.none()


def hazards_seen_by(actor: Actor) -> QuerySet[Hazard]:
    """What is dangerous on the actor's ground."""
    return Hazard.objects.filter(within(actor.area_code)) if actor.role else Hazard.objects.none()


@dataclass(frozen=True)
class OrganisationFilters:
    """How a list of organisations is narrowed; `hazard` and `due` also know "any", "over" and "month"."""

    text: str = ""
    area: str = ""
    kind: str = ""
    hazard: str = ""
    due: str = ""
    with_closed: bool = False

    def apply(self, actor: Actor, today: date) -> QuerySet[Organisation]:
        """The organisations that are left."""
        found = everything_seen_by(actor) if self.with_closed else organisations_seen_by(actor)
        if self.area:
            found = found.filter(within(self.area))
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.hazard:
            found = with_hazard(found, "" if self.hazard == "any" else self.hazard)
        if self.due:
            found = inspection_due(found, today - timedelta(days=1) if self.due == "over" else today + SOON)
        return search(found, self.text)


def search(organisations: QuerySet[Organisation], typed: str) -> QuerySet[Organisation]:
    """By what was typed: a credit code or how it begins, a part of the name, pinyin or initials."""
    words = told_name(unicodedata.normalize("NFKC", typed))
    if not words:
        return organisations
    code = re.sub(r"[\s-]+", "", words).upper()
    if CODE.fullmatch(code) and any(sign.isdigit() for sign in code):
        return organisations.filter(_begins("uscc", code))
    if words.isascii():
        letters = re.sub(r"[^a-z0-9]", "", words.lower())
        return organisations.filter(_begins("pinyin", letters) | _found(letters)) if letters else organisations.none()
    return organisations.filter(_found(words) if len(words) > 1 else _begins("name", words))


def with_hazard(organisations: QuerySet[Organisation], sort: str = "") -> QuerySet[Organisation]:
    """Those where something is dangerous now: of this sort, or anything."""
    standing = Hazard.objects.filter(organisation=OuterRef("pk"), gone_on=None)
    return organisations.filter(Exists(standing.filter(sort=sort) if sort else standing))


def inspection_due(organisations: QuerySet[Organisation], until: date) -> QuerySet[Organisation]:
    """Those to be visited by that day."""
    return organisations.filter(inspection_due_on__lte=until)


def _begins(column: str, words: str) -> Q:
    return Q(**{f"{column}__gte": words, f"{column}__lt": words + PREFIX_END})


def _found(words: str) -> Q:
    return Q(pk__in=RawSQL("SELECT organisations_found(%s)", [words]))
