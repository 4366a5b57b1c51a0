"""Whom a case names: persons and organisations of the archive, put on it and taken off by those who see both.

The record of it holds keys alone: not whom, not in which case; the row tells it to those who may see both.
"""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.cases.access import NAMING_ROLES, seen_by
from wangge.cases.models import Case, Named
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.organisations.models import Organisation
from wangge.registers.organisations.queries import everything_seen_by
from wangge.registers.people.models import Person
from wangge.registers.people.queries import person_seen_by
from wangge.registers.writing import KEEPERS, Hand, put_down

MOST_NAMED = 20


# --- acts -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def name_person(case: Case, person: Person, as_what: str, hand: Hand) -> Named:
    """A person of the archive is concerned by the case; an entry that was merged stands for the one kept."""
    case = _taken_up(case, hand)
    seen = _kept(person, hand.by)
    return _written(case, hand, Q(person=seen) | Q(person__merged_into=seen), person=seen, as_what=as_what)


@transaction.atomic
def name_organisation(case: Case, organisation: Organisation, as_what: str, hand: Hand) -> Named:
    """An organisation of the archive is concerned by the case."""
    case = _taken_up(case, hand)
    seen = everything_seen_by(hand.by).filter(pk=organisation.pk).first()
    if seen is None:
        raise NotYours(_("没有找到这个单位。"))
    return _written(case, hand, Q(organisation=seen), organisation=seen, as_what=as_what)


@transaction.atomic
def unname(named: Named, hand: Hand) -> None:
    """Somebody is concerned no longer, under whatever entry the case named him; that he was stays on record."""
    case = _taken_up(named.case, hand)
    if Record.objects.filter(key=hand.key).exists():
        return
    here = named_in(case, hand.by).filter(_same_as(named)).select_for_update(of=("self",))
    if not any(one.pk == named.pk for one in here):
        raise Refused(_("已经不在此案的名单上。"), mend=_("请刷新页面。"))
    Named.objects.filter(pk__in=[one.pk for one in here]).update(removed_at=hand.at)
    put_down(hand, "unnamed", named, case.area_code)


# --- what is looked at ----------------------------------------------------------------------------------------------


def may_name(actor: Actor) -> bool:
    """Whether this person takes part in cases, and so may name on those that he sees."""
    return actor.role in NAMING_ROLES


def named_in(case: Case, actor: Actor) -> QuerySet[Named]:
    """Whom the case names, as far as this person sees them; row-level security enforces the same."""
    return _in_sight(actor).filter(case=case)


def listed_in(case: Case, actor: Actor) -> list[Named]:
    """The same with their entries, each once, in the order in which they were named. One query."""
    named = named_in(case, actor).select_related("person__merged_into", "organisation").order_by("pk")
    return list({(one.kept_person, one.organisation): one for one in reversed(named)}.values())[::-1]


def cases_of_person(person: Person, actor: Actor) -> list[Named]:
    """The cases that name a person, the newest first, with the case. One query."""
    return _cases(_in_sight(actor).filter(Q(person=person) | Q(person__merged_into=person)), actor)


def cases_of_organisation(organisation: Organisation, actor: Actor) -> list[Named]:
    """The cases that name an organisation, the newest first, with the case. One query."""
    return _cases(_in_sight(actor).filter(organisation=organisation), actor)


# --- small parts ----------------------------------------------------------------------------------------------------


def _in_sight(actor: Actor) -> QuerySet[Named]:
    """Persons are seen by the keepers of the archive, organisations by whoever works; of the actor's cases alone."""
    named = Named.objects.filter(removed_at=None, case__in=seen_by(actor))
    return named if actor.role in KEEPERS else named.filter(person=None)


def _cases(named: QuerySet[Named], actor: Actor) -> list[Named]:
    newest = named.select_related("case").order_by("-case__collected_at", "-pk")[:MOST_NAMED]
    return list({one.case_id: one for one in newest}.values())


def _taken_up(case: Case, hand: Hand) -> Case:
    """The case as it stands, held against a change of its area; refused to whoever takes no part or does not see it."""
    if not may_name(hand.by):
        raise NotYours(_("您的岗位不登记案件涉及的人员和单位。"))
    seen = seen_by(hand.by).select_for_update(of=("self",)).filter(pk=case.pk).first()
    if seen is None:
        raise NotYours(_("没有找到这个案件。"))
    return seen


def _kept(person: Person, actor: Actor) -> Person:
    """The entry that is kept of a person in sight."""
    try:
        seen = person_seen_by(person.pk, actor)
        return person_seen_by(seen.merged_into_id, actor) if seen.merged_into_id else seen
    except Person.DoesNotExist:
        raise NotYours(_("没有找到此人。")) from None


def _written(case: Case, hand: Hand, same: Q, **whom: object) -> Named:
    if done := Record.objects.filter(key=hand.key).first():
        return Named.objects.get(pk=done.subject_id)
    if Named.objects.filter(same, case=case, removed_at=None).exists():
        raise Refused(_("已经在此案的名单上。"))
    named = Named(case=case, area_code=case.area_code, by_name=hand.by.name, named_at=hand.at, **whom)
    if named.as_what not in Named.As.values:
        raise Refused(_("请选择身份。"), field="as_what")
    named.save(force_insert=True)
    put_down(hand, "named", named, case.area_code)
    return named


def _same_as(named: Named) -> Q:
    if (kept := named.kept_person) is None:
        return Q(organisation=named.organisation_id)
    return Q(person=kept) | Q(person__merged_into=kept)
