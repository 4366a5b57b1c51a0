"""A worker's phone: report once, answer, and see nothing of the neighbour."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.world import MONDAY_NINE, PASSWORD, As, World, fresh, give_password
from wangge.cases.models import Case
from wangge.cases.stages import collect


def signed_in(username: str) -> Client:
    """This person's phone."""
    give_password(username)
    client = Client()
    client.post("/accounts/sign-in", {"username": username, "password": PASSWORD})
    return client


def hidden(page: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def test_a_report_sent_twice_is_one_case(world: World) -> None:
    phone = signed_in("worker")
    sent = {"ticket": hidden(phone.get("/field/report/"), "ticket"), "place": "文一路", "description": "有个坑"}
    for _time in range(2):
        assert phone.post("/field/report/", sent).status_code == 302
    with As(world.worker):
        assert Case.objects.get().area_code == "990106001001001"
    assert "文一路" in phone.get("/field/mine/").content.decode()


def test_answer_a_verify_request_and_neighbour_sees_nothing(world: World) -> None:
    with As(world.worker):
        case = world.collect("worker").case
    with As(world.community):
        collect.order_verify(case, world.visit("community", MONDAY_NINE))
    phone, neighbour = signed_in("worker"), signed_in("neighbour_worker")
    address = f"/field/cases/{case.pk}/"
    assert address in phone.get("/field/").content.decode()
    assert address not in neighbour.get("/field/").content.decode()
    assert neighbour.get(address).status_code == 404

    page = phone.get(address)
    assert phone.post(address, {"key": hidden(page, "key"), "verdict": "no"}).status_code == 422
    answer = {"key": hidden(page, "key"), "verdict": "yes", "words": "看过了"}
    assert phone.post(address, answer).status_code == 302
    with As(world.worker):
        assert fresh(case).is_true is True


@pytest.mark.parametrize("path", ["/field/", "/field/mine/", "/field/me/", "/field/report/"])
def test_pages_open_for_workers_only(world: World, path: str) -> None:
    assert signed_in("worker").get(path).status_code == 200
    assert signed_in("assessor").get(path).status_code == 404
