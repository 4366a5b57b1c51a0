"""What the demo town's desks have noted of its archive: whom some cases name, and what departments want minded.

Whoever is looked for is found as at a desk, under the hand and the scope of somebody whose post it is.
"""

from datetime import datetime, timedelta

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.areas.models import Area
from wangge.cases import naming
from wangge.cases.models import Case, Named
from wangge.cases.workflow import FINAL_STAGES
from wangge.interfaces.towns.demo_people import People
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope
from wangge.registers.organisations.models import Organisation
from wangge.registers.people.actions import find_person, set_reminder
from wangge.registers.people.codes import Care, Relation, ReminderKind
from wangge.registers.people.documents import DocumentKind, read
from wangge.registers.people.models import Person, Residence
from wangge.registers.writing import Hand

EACH_NAMES, MOST = 3, 50
HEADS = (Relation.HEAD, Relation.SPOUSE)
AS_PERSON = (Named.As.PARTY, Named.As.REPORTER, Named.As.OWNER)
MINDED = (
    # which department, what to mind, with whom
    ("mz.", ReminderKind.SPEAK_SLOWLY, Care.OLD_ALONE),
    ("mz.", ReminderKind.EVACUATION, Care.MOBILITY),
    ("mz.", ReminderKind.EVACUATION, Care.MOBILITY),
    ("wj.", ReminderKind.CALL_FIRST, Care.OLD_ALONE),
    ("cg.", ReminderKind.CALL_FIRST, Care.OLD_ALONE),
)


def note(people: People, grid: Area, now: datetime) -> None:
    """Reminders first, the nearest to `grid`, where the accounts that show a role work; then names on cases."""
    minded = [_remind(people, *each, now) for each in _to_mind(grid)]
    _name(people, minded, now)


def _to_mind(grid: Area) -> list[tuple[str, ReminderKind, Residence]]:
    """One more person of each need, those of this grid first."""
    chosen: list[tuple[str, ReminderKind, Residence]] = []
    with open_scope(machine("import")):
        citizens = Residence.objects.filter(to_on=None, person__document_kind=DocumentKind.CITIZEN)
        for path, kind, care in MINDED:
            of_need = citizens.select_related("person").filter(person__care_needs__kind=care).order_by("pk")
            others = of_need.exclude(person__in=[home.person_id for _path, _kind, home in chosen])
            home = others.filter(area_code=grid.code).first() or others.first()
            chosen += [(path, kind, home)] if home else []
    return chosen


def _remind(people: People, path: str, kind: ReminderKind, home: Residence, now: datetime) -> Residence:
    handler, code, person = people.at(Role.HANDLER, path)[0], home.area_code, home.person
    posts = ((Role.GRID_WORKER, code), (Role.GRID_LEADER, code), (Role.COMMUNITY_DESK, code[:12]))
    readers = [people.at(role, where)[0].user_id or 0 for role, where in posts]
    document = read(person.document_number, person.document_kind)
    with open_scope(handler.scope()):
        found = find_person(document, person.name, "duty", by=handler)
        set_reminder(found, kind, readers, _hand(handler, now))
    return home


def _name(people: People, minded: list[Residence], now: datetime) -> None:
    """An open case beside those who are minded, and every third other one, names somebody who lives or trades near."""
    with open_scope(machine("replay")):
        cases = list(Case.objects.order_by("collected_at", "place", "number"))
    first = {home.area_code: home.person for home in reversed(minded)}
    for number, case in enumerate(cases):
        whom = first.pop(case.area_code, None) if case.stage not in FINAL_STAGES else None
        if whom or number % EACH_NAMES == 0:
            _concern(people.at(Role.COMMUNITY_DESK, case.area_code[:12])[0], case, number, whom, now)


def _concern(desk: Actor, case: Case, number: int, whom: Person | None, now: datetime) -> None:
    at = min(case.last_entry_at + timedelta(minutes=5), now)
    with clock.played_at(at), open_scope(desk.scope()):
        if person := whom or _near(case, number):
            as_what = AS_PERSON[number % len(AS_PERSON)]
            naming.name_person(case, person, as_what, _hand(desk, at))
        if number % 2 == 0 and (shop := _shop(case, number)):
            naming.name_organisation(case, shop, Named.As.OPERATOR, _hand(desk, at))


def _near(case: Case, number: int) -> Person | None:
    """A grown-up of the case's grid; another for each case."""
    here = Residence.objects.filter(area_code=case.area_code, to_on=None, relation__in=HEADS)
    homes = list(here.select_related("person").order_by("pk")[:MOST])
    return homes[number % len(homes)].person if homes else None


def _shop(case: Case, number: int) -> Organisation | None:
    shops = list(Organisation.objects.filter(area_code=case.area_code).order_by("pk")[:MOST])
    return shops[number % len(shops)] if shops else None


def _hand(by: Actor, at: datetime) -> Hand:
    return Hand(by=by, at=at, key=new_id(), via="desk")
