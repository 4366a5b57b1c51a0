"""The search of cases: what tells who somebody is never stands in an address."""

from typing import Any

import pytest
from django.test import Client

from tests.desk.test_queue import signed_in
from tests.world import As, World

pytestmark = pytest.mark.django_db
LIST = "/desk/cases/"
PHONE = "13900001234"
IDENTITY = "990106198001011239"


def reported(world: World) -> str:
    with As(world.operator):
        case = world.collect("operator", source="hotline", reporter_phone=PHONE).case
    return str(case.number)


def found(client: Client, typed: str) -> Any:
    return client.post(LIST, {"q": typed, "stage": "open"})


@pytest.mark.parametrize("typed", [PHONE, "139 0000 1234", "１３９００００１２３４", "王先生 +86 139-0000-1234"])
def test_a_phone_finds_what_its_owner_reported_and_stays_out_of_the_address(world: World, typed: str) -> None:
    number = reported(world)
    client = signed_in("operator")
    answer = found(client, typed)
    assert answer.status_code == 302
    assert "q=" not in answer["Location"]
    assert PHONE not in answer["Location"]
    page = client.get(answer["Location"])
    assert [row.case.number for row in page.context["rows"]] == [number]
    assert PHONE not in page.content.decode()
    assert "按上报人电话查找" in page.content.decode()
    other = client.get(found(client, "13900001235")["Location"])
    assert other.context["rows"] == []


@pytest.mark.parametrize("typed", [IDENTITY, "9901061980010112 3x", f"住户{IDENTITY}"])
def test_an_identity_number_leads_to_the_archive_and_stays_nowhere(world: World, typed: str) -> None:
    client = signed_in("operator")
    answer = found(client, typed)
    assert answer["Location"] == f"{LIST}?stage=open"
    page = client.get(answer["Location"]).content.decode()
    assert "这里不按电话或证件号码查找" in page
    assert "9901061980" not in page


def test_an_address_with_a_number_leads_to_one_without(world: World) -> None:
    client = signed_in("operator")
    answer = client.get(LIST, {"q": PHONE})
    assert answer.status_code == 302
    assert PHONE not in answer["Location"]


def test_the_number_of_a_case_finds_it(world: World) -> None:
    number = reported(world)
    client = signed_in("operator")
    answer = client.get(found(client, number)["Location"])
    assert [row.case.number for row in answer.context["rows"]] == [number]


def test_who_hears_no_reporters_learns_nothing_from_a_phone(world: World) -> None:
    reported(world)
    operator = found(signed_in("operator"), PHONE)["Location"]
    for who in ("leader", "assessor", "neighbour_street", "urban_handler"):
        client = signed_in(who)
        right = client.get(operator)
        wrong = client.get(found(client, "13900009999")["Location"])
        assert right.context["rows"] == wrong.context["rows"] == []


def test_the_box_above_every_page_posts(world: World) -> None:
    page = signed_in("operator").get("/desk/").content.decode()
    form = page[page.index("wg-search") :]
    assert 'method="post"' in form[: form.index(">")]
