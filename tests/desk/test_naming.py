"""The card of a case: whom it names, put on and taken off, called with a reason; and nothing of it to anybody else."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.lives import Life, browser
from tests.registers.archive import citizen, door, family, hand
from tests.world import As, World
from wangge.cases.models import Case, Named
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look
from wangge.registers.organisations.actions import OrganisationFacts, Seat, add_organisation, name_contact
from wangge.registers.organisations.models import Organisation
from wangge.registers.people.models import Residence

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SCOPE = ("SAVEPOINT", "RELEASE", "SELECT set_config")
PLAIN = ("张大山", "13812345678", citizen(1).number, "13900001111", "李老板")


@pytest.fixture
def head(world: World) -> Residence:
    with As(world.community):
        here = door(world, "grid1", world.community)
    return family(world, world.community, here)[0]


@pytest.fixture
def shop(world: World) -> Organisation:
    with As(world.community):
        facts = OrganisationFacts("小李面馆", "shop")
        made = add_organisation(facts, Seat(world.place("grid1"), words="文一路9号"), hand(world.community))
        name_contact(made, "duty", "李老板", "13900001111", hand(world.community))
    return made


@pytest.fixture
def case(world: World) -> Case:
    return Life.of(world).accepted().case


def of(case: Case, then: str = "") -> str:
    return f"/desk/cases/{case.number}/named/{then}"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def card(client: Client, case: Case) -> str:
    return text(client.get(of(case), headers=HTMX))


def put(client: Client, case: Case, whom: str, as_what: str = "party") -> str:
    """Name somebody; the card afterwards."""
    sent = client.post(of(case, "add/"), {"key": str(new_id()), "whom": whom, "as_what": as_what})
    assert sent.status_code == 302
    return card(client, case)


def named_of(case: Case, actor: Any) -> Named:
    with As(actor):
        return Named.objects.filter(case=case, removed_at=None).order_by("pk")[0]


@pytest.mark.parametrize("typed", ["张大山", "zds", "5678", "13812345678", citizen(1).number])
def test_the_street_finds_and_names(world: World, case: Case, head: Residence, typed: str) -> None:
    client, whom = browser("street"), f"person-{head.person_id}"
    found = client.post(of(case, "find/"), {"typed": typed}, headers=HTMX)
    assert whom in text(found)
    assert "no-store" in found["Cache-Control"]
    named = put(client, case, whom)
    assert "张**" in named
    assert "138****5678" in named
    assert f"/desk/residents/{head.person_id}" in named
    for plain in PLAIN:
        assert plain not in text(found) + named


def test_the_page_asks_for_its_card_and_stands_alone_without_a_script(
    world: World, case: Case, head: Residence, shop: Organisation
) -> None:
    client = browser("street")
    put(client, case, f"person-{head.person_id}")
    assert of(case) in text(client.get(f"/desk/cases/{case.number}/"))
    whole = text(client.get(of(case)))
    assert "<html" in whole
    assert "张**" in whole
    found = text(client.post(of(case, "find/"), {"typed": "面馆"}))
    assert "<html" in found
    assert f"organisation-{shop.pk}" in found


def test_one_is_named_once_and_taken_off(world: World, case: Case, head: Residence) -> None:
    client, key = browser("street"), {"key": str(new_id())}
    whom = {**key, "whom": f"person-{head.person_id}", "as_what": "owner"}
    for _twice in range(2):
        client.post(of(case, "add/"), whom)
    assert card(client, case).count("/remove/") == 1
    named = named_of(case, world.street)
    assert named.as_what == "owner"
    gone = client.post(of(case, f"{named.pk}/remove/"), {"key": str(new_id())}, follow=True)
    assert "已移除" in text(gone)
    assert "张**" not in card(client, case)
    assert client.post(of(case, f"{named.pk}/remove/"), {"key": str(new_id())}).status_code == 404


def test_whom_to_call_is_shown_with_a_reason(world: World, case: Case, head: Residence, shop: Organisation) -> None:
    client = browser("street")
    put(client, case, f"person-{head.person_id}")
    masked = put(client, case, f"organisation-{shop.pk}", "operator")
    assert "139****1111" in masked
    with As(world.street):
        of_person, of_shop = Named.objects.filter(case=case).order_by("pk")
    for named, plain, subject in ((of_person, "13812345678", "person"), (of_shop, "13900001111", "contact")):
        url = of(case, f"{named.pk}/phone/")
        refused = client.post(url, {"reason": " "}, headers=HTMX)
        assert refused.status_code == 422
        assert plain not in text(refused)
        for headers in (HTMX, {}):
            shown = client.post(url, {"reason": "约时间上门"}, headers=headers)
            assert plain in text(shown)
            assert "no-store" in shown["Cache-Control"]
        with As(world.audit_admin):
            assert Look.objects.filter(subject=subject, what="phone", reason="约时间上门").count() == 2
    assert "13812345678" not in card(client, case)


def test_calls_count_into_the_same_limit(world: World, case: Case, head: Residence, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "REVEALS_AN_HOUR", 1)
    client = browser("street")
    put(client, case, f"person-{head.person_id}")
    resident = f"/desk/residents/{head.person_id}/reveal"
    assert client.post(resident, {"what": "phone", "reason": "核对"}).status_code == 200
    refused = client.post(of(case, f"{named_of(case, world.street).pk}/phone/"), {"reason": "核对"})
    assert refused.status_code == 422
    assert "13812345678" not in text(refused)


def test_both_pages_of_the_archive_tell_the_cases(
    world: World, case: Case, head: Residence, shop: Organisation
) -> None:
    client = browser("street")
    put(client, case, f"person-{head.person_id}")
    put(client, case, f"organisation-{shop.pk}")
    pages = (f"/desk/residents/{head.person_id}", f"/desk/organisations/{shop.pk}")
    for page in pages:
        assert case.number in text(client.get(page))
    assert case.number in text(browser("worker").get(pages[0]))
    assert case.number not in text(browser("urban_handler").get(pages[1]))


def test_who_keeps_no_archive_reads_nothing_of_a_person(world: World, case: Case, head: Residence) -> None:
    put(browser("street"), case, f"person-{head.person_id}")
    named = named_of(case, world.street)
    for who in ("operator", "works_handler"):
        client = browser(who)
        assert "张**" not in card(client, case)
        assert f"person-{head.person_id}" not in text(client.post(of(case, "find/"), {"typed": "5678"}))
        assert client.post(of(case, f"{named.pk}/phone/"), {"reason": "好奇"}).status_code == 404
        assert client.post(of(case, f"{named.pk}/remove/"), {"key": str(new_id())}).status_code == 404
        sent = {"key": str(new_id()), "whom": f"person-{head.person_id}", "as_what": "party"}
        assert "没有找到此人" in text(client.post(of(case, "add/"), sent, follow=True))
    leader = browser("leader")
    assert card(leader, case).strip() == ""
    assert leader.post(of(case, "find/"), {"typed": "5678"}).status_code == 404


@pytest.mark.parametrize("who", ["neighbour_street", "neighbour_worker", "urban_handler", "security_admin"])
def test_out_of_sight_it_does_not_exist(world: World, case: Case, head: Residence, who: str) -> None:
    put(browser("street"), case, f"person-{head.person_id}")
    client, pk = browser(who), named_of(case, world.street).pk
    answers = [client.get(of(case)), *(client.post(of(case, then)) for then in ("find/", "add/"))]
    answers += [client.post(of(case, f"{pk}/{then}/")) for then in ("remove", "phone")]
    assert [answer.status_code for answer in answers] == [404] * 5


def test_the_card_costs_few_queries(world: World, case: Case, head: Residence, shop: Organisation) -> None:
    client = browser("street")
    put(client, case, f"person-{head.person_id}")
    put(client, case, f"organisation-{shop.pk}")
    with CaptureQueriesContext(connection) as asked:
        card(client, case)
    told = [each["sql"] for each in asked if not each["sql"].startswith(SCOPE)]
    assert len(told) <= 6, told
