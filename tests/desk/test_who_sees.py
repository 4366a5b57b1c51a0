"""A role that the item of a field does not name sees the field on no page; whoever is named sees it as before."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.lives import browser
from tests.registers.archive import citizen, door, family, hand, show_to_community_alone
from tests.world import As, World
from wangge.accounts.roles import Role
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look
from wangge.registers.buildings.actions import DwellingFacts, change_dwelling
from wangge.registers.organisations.actions import OrganisationFacts, Seat, add_organisation, name_contact
from wangge.registers.people.actions import PersonFacts, change_person
from wangge.registers.people.models import CareNeed, Person, Residence
from wangge.registers.people.queries import Filters, number_index

pytestmark = pytest.mark.django_db
LIST = "/desk/residents/"
TODAY = clock.today()
NAMED = Role.COMMUNITY_DESK
WHO = {"worker": Role.GRID_WORKER, "community": NAMED, "street": Role.STREET_DESK, "duty": Role.DUTY_OFFICER}


@pytest.fixture
def head(world: World) -> Residence:
    """A family at the door of a landlord; its head has married, studied, and may need a hand."""
    with As(world.community):
        here = door(world, "grid1", world.community)
        told = DwellingFacts(unit="2单元", room="301室", owner_name="钱大户", owner_phone="13900001111")
        change_dwelling(here, told, hand(world.community))
    first, *_others = family(world, world.community, here)
    with As(world.community):
        facts = PersonFacts("张大山", phone="13812345678", others={"marriage": "20", "education": "20"})
        change_person(first.person, facts, hand(world.community), area_code=first.area_code)
        CareNeed.objects.create(person=first.person, area_code=first.area_code, kind="mobility", from_on=TODAY)
    return first


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def pages(client: Client, head: Residence) -> dict[str, str]:
    """Wherever a person is shown, by address."""
    addresses = (
        LIST,
        f"{LIST}{head.person_id}",
        f"{LIST}{head.person_id}/correct",
        f"{LIST}homes/{head.pk}/change",
        f"{LIST}households/{head.household_id}",
        f"{LIST}door?dwelling={head.dwelling_id}",
        f"/desk/buildings/dwellings/{head.dwelling_id}",
        f"/desk/requests/consents/{head.person_id}",
    )
    return {address: text(client, address) for address in addresses}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("dataset", "field", "signs"),
    [
        ("person", "name", ("张**",)),
        ("person", "phone", ("138****5678",)),
        ("person", "document", ("990101",)),
        ("person", "born_on", (" 岁",)),
        ("person", "marriage", ("婚姻状况：", "<dt>婚姻状况</dt>")),
        ("person", "education", ("学历：", "<dt>学历</dt>", "大学本科</dd>")),
        ("residence", "relation", ("户主</a>", "· 户主", "<td>户主</td>")),
        ("residence", "from_on", ("2020-05-01",)),
        ("care_need", "kind", ("heart-handshake", "登记关爱信息")),
        ("dwelling", "owner_name", ("钱*",)),
        ("dwelling", "owner_phone", ("139****1111", "房主电话已变更")),
    ],
)
def test_a_field_is_shown_to_whom_its_item_names(
    world: World, head: Residence, dataset: str, field: str, signs: tuple[str, ...], who: str
) -> None:
    show_to_community_alone(world, dataset, field)
    shown = pages(browser(who), head)
    seen = [(address, sign) for address, page in shown.items() for sign in signs if sign in page]
    assert bool(seen) == (WHO[who] == NAMED), seen


@pytest.mark.parametrize("what", ["phone", "document", "name"])
def test_what_the_item_hides_is_not_revealed_either(world: World, head: Residence, what: str) -> None:
    show_to_community_alone(world, "person", what)
    plain = {"phone": "13812345678", "document": citizen(1).number, "name": "张大山"}[what]
    asked = {"what": what, "reason": "核对"}
    refused = browser("worker").post(f"{LIST}{head.person_id}/reveal", asked)
    assert refused.status_code == 422
    assert plain not in refused.content.decode()
    shown = browser("community").post(f"{LIST}{head.person_id}/reveal", asked)
    assert plain in shown.content.decode()
    with As(world.audit_admin):
        assert Look.objects.get(subject="person", what=what).who == world.community.user_id


def test_who_does_not_see_a_field_does_not_empty_it(world: World, head: Residence) -> None:
    for dataset, field in (("person", "phone"), ("person", "marriage"), ("residence", "relation")):
        show_to_community_alone(world, dataset, field)
    client = browser("worker")
    for url, sent in (
        (f"{LIST}{head.person_id}/correct", {"name": "张大川", "education": "30"}),
        (
            f"{LIST}homes/{head.pk}/change",
            {"capacity": "registered", "presence": "away", "household": head.household_id},
        ),
    ):
        sent_once: dict[str, Any] = {"key": new_id(), "why": "走访核实", **sent}
        assert client.post(url, sent_once).status_code == 302, url
    with As(world.community):
        person, home = Person.objects.get(pk=head.person_id), Residence.objects.get(pk=head.pk)
    assert (person.name, person.education, person.marriage, person.phone) == ("张大川", "30", "20", "13812345678")
    assert (home.presence, home.relation) == ("away", "0")


def test_nobody_narrows_a_list_by_what_is_hidden(world: World, head: Residence) -> None:
    show_to_community_alone(world, "person", "born_on")
    show_to_community_alone(world, "care_need", "kind")
    for who, rows in (("worker", 3), ("community", 0)):
        client = browser(who)
        assert text(client, f"{LIST}?age=80-200").count("data-row") == rows
        assert text(client, f"{LIST}?care=evacuation").count("data-row") == rows


def test_nobody_is_found_by_what_is_hidden(world: World, head: Residence) -> None:
    """Four digits at a time a phone could be guessed."""
    for field, filters in (
        ("phone", (Filters("5678"), Filters("13812345678"), Filters(number=number_index("13812345678")))),
        ("document", (Filters(citizen(1).number), Filters(number=number_index(citizen(1).number)))),
        ("name", (Filters("张大山"), Filters("zds"), Filters("zhangdashan"))),
    ):
        show_to_community_alone(world, "person", field)
        for who, count in (("worker", 0), ("community", 1)):
            with As(world.people[who]) as actor:
                assert [each.apply(actor, TODAY).count() for each in filters] == [count] * len(filters), field


def test_the_list_costs_no_query_more(world: World, head: Residence) -> None:
    client = browser("worker")
    client.get(LIST)
    with CaptureQueriesContext(connection) as before:
        client.get(LIST)
    show_to_community_alone(world, "person", "phone")
    client.get(LIST)
    with CaptureQueriesContext(connection) as after:
        client.get(LIST)
    assert len(after) == len(before)


def test_an_organisation_names_its_contacts_to_whom_they_are_shown(world: World, head: Residence) -> None:
    with As(world.community):
        seat = Seat(world.place("grid1"), head.dwelling.building)
        shop = add_organisation(OrganisationFacts("老张面馆", "shop"), seat, hand(world.community))
        contact = name_contact(shop, "safety", "李小明", "13700002222", hand(world.community))
    show_to_community_alone(world, "contact", "phone")
    address = f"/desk/organisations/contacts/{contact.pk}/reveal"
    for who, is_shown in (("worker", False), ("community", True)):
        client = browser(who)
        assert ("137****2222" in text(client, f"/desk/organisations/{shop.pk}")) == is_shown
        answer = client.post(address, {"reason": "电话核实"}, headers={"HX-Request": "true"}).content.decode()
        assert ("13700002222" in answer, "李小明" in answer) == (is_shown, True)
