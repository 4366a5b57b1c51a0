"""Random mandates: what each sees by the application and by plain SQL is what a plain model of the rule says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.registers.archive import citizen, door, hand
from tests.world import AREAS, BEGINNING, DEPARTMENTS, As, World
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate, User
from wangge.accounts.roles import LEVELS, WORKING, Role
from wangge.areas import queries as areas
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope
from wangge.registers.basis.models import Item
from wangge.registers.buildings.models import Dwelling
from wangge.registers.buildings.queries import DwellingFilters, buildings_seen_by
from wangge.registers.exporting.acts import ask, exports_of
from wangge.registers.importing.acts import imports_seen_by
from wangge.registers.importing.models import Import, ImportPart, ImportRow, SavedMapping
from wangge.registers.organisations.actions import (
    HazardFacts,
    OrganisationFacts,
    Seat,
    add_organisation,
    find_hazard,
    name_contact,
)
from wangge.registers.organisations.queries import OrganisationFilters, contacts_seen_by, hazards_seen_by
from wangge.registers.people.actions import Living, PersonFacts, find_person, set_reminder, settle
from wangge.registers.people.models import CareNeed, Consent, Person, Residence
from wangge.registers.people.queries import Filters, care_seen_by, households_seen_by
from wangge.registers.rights.models import Request
from wangge.registers.rights.queries import requests_seen_by

pytestmark = pytest.mark.django_db

KEEPERS = {Role.GRID_WORKER, Role.GRID_LEADER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER}
DESKS = {Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER}
CODES = {name: code for name, _parent, code, _word, _level in AREAS}
LEVEL = {name: level.value for name, _parent, _code, _word, level in AREAS}
ADDRESSES = {"grid1": "文一路1号", "grid2": "文二路2号", "grid3": "文三路3号", "grid4": "古翠路8号"}


@dataclass(frozen=True)
class Held:
    """A mandate as a test draws it."""

    role: Role
    area: str
    department: str | None


def mandates() -> st.SearchStrategy[Held]:
    fitting = [
        Held(role, area, department)
        for role in Role
        for area in CODES
        if LEVEL[area] in LEVELS[role]
        for department in ([None, *[key for key, *_ in DEPARTMENTS]] if role == Role.HANDLER else [None])
        if role != Role.HANDLER or department
    ]
    return st.sampled_from(fitting)


# table → (who may read it at all, given that the row lies on his ground)
RULE: dict[str, Callable[[Held], bool]] = {
    "people_person": lambda held: held.role in KEEPERS,
    "people_residence": lambda held: held.role in KEEPERS,
    "people_household": lambda held: held.role in KEEPERS,
    "people_careneed": lambda held: held.role in KEEPERS,
    # set by the police; named readers are others than those whom this test draws
    "people_reminder": lambda held: held.role == Role.HANDLER and held.department == "police",
    "rights_consent": lambda held: held.role in KEEPERS,
    "rights_request": lambda held: held.role in DESKS,
    "buildings_building": lambda held: held.role in WORKING,
    "buildings_dwelling": lambda held: held.role in WORKING,
    "organisations_organisation": lambda held: held.role in WORKING,
    "organisations_hazard": lambda held: held.role in WORKING,
    "organisations_contact": lambda held: held.role in KEEPERS,
    "importing_import": lambda held: held.role in KEEPERS,
    "importing_importpart": lambda held: held.role in KEEPERS,
    "importing_importrow": lambda held: held.role in KEEPERS,
    "importing_savedmapping": lambda held: held.role in KEEPERS,
    # those of the four who keep the grids: of an export nobody else learns, not even who keeps the same ground
    "exporting_export": lambda held: False,
}
# what the lists of the desk show and their exports write → the table that it comes from
LISTS: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    "people_residence": lambda actor: Filters().apply(actor, clock.today()),
    "people_household": households_seen_by,
    "people_careneed": care_seen_by,
    "rights_request": requests_seen_by,
    "buildings_building": buildings_seen_by,
    "buildings_dwelling": lambda actor: DwellingFilters().apply(actor, clock.today()),
    "organisations_organisation": lambda actor: OrganisationFilters().apply(actor, clock.today()),
    "organisations_hazard": hazards_seen_by,
    "organisations_contact": contacts_seen_by,
    "importing_import": imports_seen_by,
    "exporting_export": exports_of,
}


@pytest.fixture
def four_grids(world: World) -> Iterator[World]:
    """In each grid one person, with a household, a care need, a consent and a request; a shop; an import, an export."""
    actors = {"grid1": world.worker, "grid2": world.community, "grid3": world.street, "grid4": world.neighbour_worker}
    for number, (grid, actor) in enumerate(actors.items(), start=1):
        with As(actor):
            flat = door(world, grid, actor, ADDRESSES[grid])
            living = Living(flat, relation="0")
            trading(world, flat, actor)
            residence = settle(PersonFacts(f"张{number}", citizen(number)), living, hand(actor))
            person, code = residence.person, residence.area_code
            CareNeed.objects.create(person=person, area_code=code, kind="mobility", from_on=BEGINNING)
            Consent.objects.create(
                person=person,
                area_code=code,
                item=Item.objects.get(field="workplace"),
                notice=Item.objects.get(field="workplace").notice,
                channel="paper",
                given_at=clock.now(),
            )
        with As(world.police_handler) as police:
            found = find_person(citizen(number), f"张{number}", "duty", by=police)
            set_reminder(found, "call_first", [actor.user_id or 0], hand(police))
        with open_scope(machine("portal")):
            Request(
                kind="see", channel="portal", area_code=code, person_id=person.pk, code_index=str(number),
                tail_index="", received_at=clock.now(), due_at=clock.now(),
            ).save(force_insert=True)  # fmt: skip
    yield world


def trading(world: World, flat: Dwelling, actor: Actor) -> None:
    """A shop in a dwelling, and the files that came and went there."""
    place = areas.place_of(flat.area_code)
    assert place
    shop = add_organisation(OrganisationFacts("小李面馆"), Seat(place, dwelling=flat), hand(actor))
    name_contact(shop, "safety", "李小明", "13812345678", hand(actor))
    find_hazard(shop, HazardFacts("02"), hand(actor))
    here: dict[str, Any] = {"area_code": flat.area_code}
    batch = Import.objects.create(archive="people", file_name="名册.csv", started_at=clock.now(), **here)
    ImportPart.objects.create(batch=batch, phase="check", number="1", **here)
    ImportRow.objects.create(batch=batch, number=1, state="new", **here)
    SavedMapping.objects.create(archive="people", name="名册", columns={}, **here)
    ask(OrganisationFilters(), "csv", reason="核对", key=new_id(), by=actor, at=clock.now())


def actor_of(world: World, held: Held) -> Actor:
    with open_scope(machine("import")):
        department = world.departments[held.department] if held.department else None
        user = User.objects.create(username=str(new_id()), name="某人", created_at=clock.now())
        made = Mandate.objects.create(
            user=user,
            role=held.role,
            area=world.areas[held.area],
            area_code=CODES[held.area],
            department=department,
            department_path=department.path if department else "",
            starts_on=clock.today(),
        )
        return Actor.of_mandate(made)


def expected(table: str, held: Held) -> int:
    """The plain rule: one row in each grid of the ground, for whoever may read the table."""
    grids = [grid for grid in ADDRESSES if CODES[grid].startswith(CODES[held.area])]
    return len(grids) if RULE[table](held) else 0


def counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        row = cursor.fetchone()
        return int(row[0]) if row else 0


def test_everybody_sees_what_the_rule_says(four_grids: World) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(mandates())
    def seen_alike(held: Held) -> None:
        actor = actor_of(four_grids, held)
        with As(actor):
            raw = {table: counted(table) for table in RULE}
            assert raw == {table: expected(table, held) for table in RULE}
            assert {table: rows(actor).count() for table, rows in LISTS.items()} == {each: raw[each] for each in LISTS}
            assert Person.objects.count() == raw["people_person"]
            assert set(Residence.objects.values_list("area_code", flat=True)) <= {
                code for code in CODES.values() if code.startswith(actor.area_code)
            }

    seen_alike()


def test_an_export_is_seen_by_who_asked_and_nobody_else(four_grids: World) -> None:
    for actor in (four_grids.worker, four_grids.community, four_grids.street, four_grids.neighbour_worker):
        with As(actor):
            assert exports_of(actor).count() == counted("exporting_export") == 1
