"""What is known at a place is offered while a matter is written down, at the desk and in the field."""

from typing import Any

import pytest

from tests.desk.lives import browser
from tests.registers.archive import door, hand, settled
from tests.world import As, World
from wangge.registers.buildings.actions import BuildingFacts, change_building
from wangge.registers.buildings.address import Address
from wangge.registers.organisations.actions import OrganisationFacts, Seat, add_organisation

pytestmark = pytest.mark.django_db
DESK, FIELD = "/desk/cases/new/known/", "/field/report/known/"
ADDRESS, LON, LAT = "文一路1号文锦苑5幢", 120.1, 30.28


@pytest.fixture
def known(world: World) -> World:
    """A building at a point, somebody who lives there, and seven shops."""
    with As(world.worker):
        dwelling = door(world, "grid1", world.worker)
        settled(world.worker, "张小明", dwelling)
        facts = BuildingFacts(Address.read(ADDRESS), 6, 2, LON, LAT)
        building = change_building(dwelling.building, facts, hand(world.worker))
        for number in range(7):
            seat = Seat(world.place("grid1"), building)
            add_organisation(OrganisationFacts(f"第{number}面馆", "shop"), seat, hand(world.worker))
    return world


def told(who: str, url: str, **where: Any) -> str:
    answer = browser(who).post(url, where)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("who", "url", "where"),
    [
        ("operator", DESK, {"position_lon": LON + 0.0001, "position_lat": LAT}),
        ("street", DESK, {"place": "文锦苑5幢楼道"}),
        ("worker", FIELD, {"lon": LON + 0.0001, "lat": LAT}),
        ("worker", FIELD, {"place": "文锦苑5幢楼道"}),
    ],
)
def test_the_building_and_its_shops_are_offered(known: World, who: str, url: str, where: dict[str, Any]) -> None:
    part = told(who, url, **where)
    for word in (ADDRESS, "第0面馆", "第4面馆", "另外 2 家", "用这个地址"):
        assert word in part
    for hidden in ("第5面馆", "张"):
        assert hidden not in part


@pytest.mark.parametrize(
    ("who", "url", "where"),
    [
        ("street", DESK, {}),
        ("street", DESK, {"position_lon": "x", "position_lat": LAT, "place": "古翠路"}),
        ("street", DESK, {"position_lon": LON + 0.001, "position_lat": LAT}),
        ("neighbour_street", DESK, {"place": ADDRESS, "position_lon": LON, "position_lat": LAT}),
        ("neighbour_worker", FIELD, {"place": ADDRESS, "lon": LON, "lat": LAT}),
        ("worker", FIELD, {"lon": LON}),
    ],
)
def test_nothing_is_told_of_elsewhere(known: World, who: str, url: str, where: dict[str, Any]) -> None:
    assert told(who, url, **where).strip() == ""


def test_both_forms_ask(known: World) -> None:
    assert f'hx-post="{DESK}"' in browser("street").get("/desk/cases/new/").content.decode()
    assert f'hx-post="{FIELD}"' in browser("worker").get("/field/report/").content.decode()
    assert browser("leader").post(DESK, {"place": ADDRESS}).status_code == 404
    assert browser("operator").post(FIELD, {"place": ADDRESS}).status_code == 404
