"""All that a person's page shows, read in few queries and masked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import Http404

from wangge.accounts.actors import Actor
from wangge.cases import naming
from wangge.cases.models import Named
from wangge.interfaces.desk.archive.story import Story
from wangge.interfaces.desk.residents.story import told
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock, trail
from wangge.kernel.models import Look
from wangge.registers.basis.datasets import CARE, PERSON
from wangge.registers.basis.sight import Sight
from wangge.registers.people import looking, queries
from wangge.registers.people.models import CareNeed, Person, Reminder, Residence
from wangge.registers.people.reminders import reminders_told_to
from wangge.registers.people.rows import where_of

MOST_LOOKS = 20


@dataclass
class PersonPage:
    """One person as far as this actor may read; `revealed` holds what was just shown to him.

    `person` and every residence are as `sight` shows them; `held` is the entry itself, for acts.
    """

    held: Person
    person: Person
    sight: Sight
    residences: Sequence[Residence]
    age: int | None
    members: Sequence[Residence] = ()
    needs: Sequence[CareNeed] = ()
    reminders: Sequence[Reminder] = ()
    story: Story | None = None
    looks: Sequence[tuple[Look, str]] = ()
    named_in: Sequence[Named] = ()
    where: str = ""
    revealed: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Residence:
        """Where the person lives, or lived last."""
        return self.residences[0]

    @property
    def sees_documents(self) -> bool:
        """Whether the actor is told of documents, even of there being none."""
        return self.sight.shows(PERSON, "document")

    @property
    def sees_phones(self) -> bool:
        """Whether the actor is told of phones, even of there being none."""
        return self.sight.shows(PERSON, "phone")

    @property
    def sees_needs(self) -> bool:
        """Whether the actor is told of needs at all."""
        return self.sight.shows(CARE, "kind")

    @property
    def may_tell_death(self) -> bool:
        """Whether the actor is told of a death, and may write one down."""
        return self.sight.shows(PERSON, "died_on")

    @property
    def is_gone(self) -> bool:
        """Whether nobody knows of a home of the person here now."""
        return not self.home.is_current


def find(pk: int, actor: Actor, today: date) -> PersonPage:
    """A person in sight with his homes; 404 for everybody else."""
    try:
        person = queries.person_seen_by(pk, actor)
    except Person.DoesNotExist:
        raise Http404 from None
    seen = queries.everything_seen_by(actor).filter(person_id=person.merged_into_id or person.pk)
    homes = list(queries.kept_first(seen.select_related("dwelling", "household")))
    if not homes:
        raise Http404
    sight = sight_of(actor)
    seen_person, seen_homes = looking.person_for(person, sight), [looking.residence_for(one, sight) for one in homes]
    return PersonPage(
        person, seen_person, sight, seen_homes, seen_person.age_on(today), where=where_of(homes[0].area_code)
    )


def read(page: PersonPage, actor: Actor) -> PersonPage:
    """The same with household, needs, what he is to mind (a look each), the story and who looked."""
    households = {one.household_id for one in page.residences if one.is_current and one.household_id}
    members = queries.residences_seen_by(actor).filter(household__in=households).exclude(person=page.person)
    in_order = members.select_related("dwelling").order_by("household_id", "relation", "pk")
    page.members = [looking.residence_for(one, page.sight) for one in in_order]
    page.needs = looking.needs_for(list(page.person.care_needs.order_by("-to_on", "-pk")), page.sight)
    told_to = reminders_told_to(actor, page.person)
    page.reminders = looking.read_reminders(told_to, by=actor, at=clock.now())
    rows = [page.person, *page.residences, *page.needs]
    page.story = told(rows, page.sight)
    keys = [page.person.pk, *queries.merged_into(page.person)]
    page.looks = [(look, _what(look)) for look in _looks(keys)]
    page.named_in = naming.cases_of_person(page.person, actor)
    return page


def _what(look: Look) -> str:
    """What was shown; that a page was opened its reason tells already."""
    return "" if look.what == looking.PAGE else str(looking.WHATS.get(look.what, look.what))


def _looks(keys: Sequence[int]) -> list[Look]:
    return trail.looks_at(looking.SUBJECT, *keys)[:MOST_LOOKS]
