"""A resident asks about himself, and the desk answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.desk.lives import browser
from tests.registers.archive import citizen, door, hand
from tests.world import As, World
from wangge.kernel.ids import new_id
from wangge.kernel.models import Look
from wangge.registers.people.actions import Living, PersonFacts, settle
from wangge.registers.people.models import Residence
from wangge.registers.rights.models import Request

pytestmark = pytest.mark.django_db
WHO = {"name": "张小明", "number": citizen().number, "phone": "13812345678"}


@pytest.fixture
def settled(world: World) -> Iterator[Residence]:
    cache.clear()
    with As(world.worker):
        made = settle(
            PersonFacts("张小明", citizen(), "13812345678"),
            Living(door(world, "grid1", world.worker)),
            hand(world.worker),
        )
    yield made


def ask(client: Client, **answers: str) -> Any:
    ticket = client.get("/mine/ask/").context["form"]["ticket"].value()
    return client.post("/mine/ask/", {"ticket": ticket, "kind": "see", **WHO, **answers})


def the_request(world: World) -> Request:
    with As(world.duty):
        return Request.objects.get()


def test_from_the_portal_to_the_answer(world: World, settled: Residence) -> None:
    phone = Client()
    assert ask(phone).status_code == 302
    page = phone.get("/mine/request/")
    assert "已收到" in page.content.decode()
    code = page.context["code"]

    desk = browser("community")
    asked = the_request(world)
    listed = desk.get("/desk/requests/").content.decode()
    assert "张**" in listed
    assert WHO["number"] not in listed
    assert desk.post(f"/desk/requests/{asked.pk}", {"decision": "granted", "key": new_id()}).status_code == 302

    other = Client()
    assert other.post("/mine/", {"code": code, "tail": "0000"}).status_code == 422
    assert other.post("/mine/", {"code": code.lower(), "tail": "5678"}).status_code == 302
    answered = other.get("/mine/request/").content.decode()
    assert WHO["number"] in answered
    other.post("/mine/leave/")
    assert other.get("/mine/request/").status_code == 302


@pytest.mark.parametrize("answers", [{"name": "李四"}, {"phone": "13900000000"}, {"number": citizen(9).number}])
def test_nobody_learns_whether_somebody_is_known(world: World, settled: Residence, answers: dict[str, str]) -> None:
    known, stranger = Client(), Client()
    first, second = ask(known), ask(stranger, **answers)
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    pages = [client.get("/mine/request/").content.decode() for client in (known, stranger)]
    codes = [client.get("/mine/request/").context["code"] for client in (known, stranger)]
    assert (
        len({page.replace(code, "").split("csrfmiddlewaretoken")[0] for page, code in zip(pages, codes, strict=True)})
        == 1
    )


def test_the_same_form_twice_is_one_request(world: World, settled: Residence) -> None:
    phone = Client()
    ticket = phone.get("/mine/ask/").context["form"]["ticket"].value()
    for _time in range(2):
        assert phone.post("/mine/ask/", {"ticket": ticket, "kind": "see", **WHO}).status_code == 302
    the_request(world)


def test_who_asks_too_often_waits(world: World, settled: Residence) -> None:
    phone = Client()
    assert [ask(phone, name=f"李{n}").status_code for n in range(7)][-1] == 429


@pytest.mark.parametrize(
    "answers",
    [
        {"number": "123"},
        {"phone": "1"},
        {"kind": "correct"},
        {"kind": "correct", "field": "born_on", "value": "昨天"},
    ],
)
def test_what_cannot_be_right_is_said_at_once(world: World, settled: Residence, answers: dict[str, str]) -> None:
    answer = ask(Client(), **answers)
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_at_the_desk_another_decides_and_the_answer_is_handed_over(world: World, settled: Residence) -> None:
    desk, colleague = browser("community"), browser("community_second")
    filled = {"kind": "see", **WHO, "is_checked": "on", "key": new_id()}
    refused = desk.post("/desk/requests/new", {**filled, "name": "李四"})
    assert refused.status_code == 422
    assert desk.post("/desk/requests/new", filled).status_code == 302
    asked = the_request(world)
    assert "须由同事" in desk.get(f"/desk/requests/{asked.pk}").content.decode()
    assert desk.post(f"/desk/requests/{asked.pk}", {"decision": "granted", "key": new_id()}).status_code == 200
    assert the_request(world).state == "received"

    colleague.post(f"/desk/requests/{asked.pk}", {"decision": "granted", "key": new_id()})
    page = desk.get(f"/desk/requests/{asked.pk}").content.decode()
    assert WHO["number"] not in page
    handed = desk.post(f"/desk/requests/{asked.pk}/hand-over", {"key": new_id()}).content.decode()
    assert WHO["number"] in handed
    assert the_request(world).state == "answered"
    with As(world.audit_admin):
        assert Look.objects.filter(what="answer", subject_id=str(settled.person_id)).count() == 1


def test_consents_at_the_desk(world: World, settled: Residence) -> None:
    desk = browser("community")
    page = desk.get(f"/desk/requests/consents/{settled.person_id}")
    item = page.context["form"].fields["item"].choices[0][0]
    assert (
        desk.post(
            f"/desk/requests/consents/{settled.person_id}", {"item": item, "channel": "paper", "key": new_id()}
        ).status_code
        == 302
    )
    given = desk.get(f"/desk/requests/consents/{settled.person_id}").context["consents"][0]
    assert (
        desk.post(f"/desk/requests/consents/{settled.person_id}/{given.pk}/withdraw", {"key": new_id()})
        .headers["Location"]
        .endswith(str(settled.person_id))
    )
    assert browser("neighbour_community").get(f"/desk/requests/consents/{settled.person_id}").status_code == 404
