"""A caller's matter is written down once, with place, contact and receipt; the same matter nearby is told."""

from datetime import date
from typing import Any

import pytest
import shapely
from django.test import Client

from tests.desk.lives import browser
from tests.world import As, World
from wangge.areas.models import Boundary
from wangge.cases import choosing
from wangge.cases.choosing import Spot
from wangge.cases.models import Case, Source
from wangge.kernel import clock, kept
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope

SQUARES = {"grid1": (120.0, 30.0, 120.1, 30.1), "grid4": (120.2, 30.0, 120.3, 30.1)}
IN_GRID_ONE, IN_GRID_FOUR, NOWHERE = (120.05, 30.05), (120.25, 30.05), (110.0, 20.0)


@pytest.fixture
def drawn(world: World) -> World:
    """The town with two of its grids drawn."""
    with open_scope(machine("import")):
        for name, box in SQUARES.items():
            wkb = shapely.to_wkb(shapely.box(*box))
            Boundary.objects.create(area=world.areas[name], geometry=wkb, area_m2=1, from_on=date(2025, 1, 1))
        kept.expire("areas")
    return world


def said(world: World, position: tuple[float, float] | None = IN_GRID_ONE, **changes: Any) -> dict[str, Any]:
    lon, lat = position or ("", "")
    return {
        "key": str(new_id()),
        "source": "hotline",
        "description": "井盖翘起来了",
        "condition": world.conditions["cover"].pk,
        "place": "文一路 1 号",
        "position_lon": lon,
        "position_lat": lat,
        "reporter_name": "钱小红",
        "reporter_phone": "13912345678",
        "wants_receipt": "on",
        **changes,
    }


def written(client: Client, data: dict[str, Any]) -> Any:
    """The form is opened, then sent with the receipt that it holds."""
    receipt = client.get("/desk/cases/new/").context["form"].initial["receipt"]
    return client.post("/desk/cases/new/", {"receipt": receipt, **data})


def test_a_call_becomes_a_case_with_a_receipt_and_can_be_filed_at_once(drawn: World) -> None:
    client = browser("operator")

    answer = written(client, said(drawn))
    case, code = answer.context["case"], answer.context["receipt_code"]
    filed = client.post(
        f"/desk/cases/{case.number}/steps/file/", {"key": str(new_id()), "condition": drawn.conditions["cover"].pk}
    )

    assert answer.status_code == 200
    assert code in answer.content.decode()
    assert (case.area_code, case.source, case.title) == ("990106001001001", Source.HOTLINE, "雨水井盖")
    assert f"/desk/cases/{case.number}/steps/file/" in answer.content.decode()
    assert filed.status_code == 302
    assert "13912345678" not in answer.content.decode()


def test_sending_twice_makes_one_case_and_shows_the_same_receipt(drawn: World) -> None:
    client, data = browser("operator"), said(drawn)
    data["receipt"] = client.get("/desk/cases/new/").context["form"].initial["receipt"]

    first, second = (client.post("/desk/cases/new/", data) for _ in range(2))

    assert first.context["case"] == second.context["case"]
    assert first.context["receipt_code"] == second.context["receipt_code"] != ""
    with As(drawn.operator):
        assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "changes", "field"),
    [
        ("operator", {"position": NOWHERE}, "position"),
        ("street", {"position": IN_GRID_FOUR}, "position"),
        ("operator", {"position": None, "area": ""}, "area"),
        ("operator", {"description": "", "condition": ""}, "description"),
    ],
)
def test_what_is_missing_is_said_next_to_its_field(drawn: World, who: str, changes: dict[str, Any], field: str) -> None:
    answer = browser(who).post("/desk/cases/new/", said(drawn, **changes))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "钱小红" in answer.content.decode()
    with As(drawn.operator):
        assert not Case.objects.exists()


def test_a_desk_may_write_without_a_point_by_an_area_of_its_ground_only(drawn: World) -> None:
    client = browser("street")

    ours = client.post("/desk/cases/new/", said(drawn, None, area=drawn.areas["community2"].pk))
    theirs = client.post("/desk/cases/new/", said(drawn, None, area=drawn.areas["community3"].pk))

    assert ours.context["case"].area_code == drawn.areas["community2"].code
    assert theirs.status_code == 422


def test_the_same_matter_nearby_is_told_first_and_only_on_ones_own_ground(drawn: World) -> None:
    client = browser("operator")
    same = written(client, said(drawn)).context["case"]
    other = written(client, said(drawn, (120.0505, 30.05), condition=drawn.conditions["heap"].pk)).context["case"]
    far = written(client, said(drawn, (120.06, 30.05))).context["case"]
    spot = Spot(120.0508, 30.05, clock.now(), "990106001001001", drawn.conditions["cover"].category_id)

    with As(drawn.operator):
        found = choosing.near(spot, drawn.operator)
    with As(drawn.neighbour_street):
        strangers = choosing.near(spot, drawn.neighbour_street)

    assert [near.case for near in found] == [same, other]
    assert (found[0].is_same, found[1].is_same) == (True, False)
    assert far not in [near.case for near in found]
    assert 70 < found[0].metres < 85
    assert strangers == []


def test_the_hint_lists_what_is_near_while_one_types(drawn: World) -> None:
    client = browser("operator")
    case = written(client, said(drawn)).context["case"]

    near = client.get("/desk/cases/new/near/", {"position_lon": "120.0501", "position_lat": "30.05"})
    unknown = client.get("/desk/cases/new/near/", {"position_lon": "", "position_lat": ""})

    assert case.number in near.content.decode()
    assert unknown.status_code == 200
    assert case.number not in unknown.content.decode()


@pytest.mark.parametrize("who", ["worker", "works_handler", "leader", "system_admin"])
def test_only_desks_write_for_callers(world: World, who: str) -> None:
    client = browser(who)

    assert client.get("/desk/cases/new/").status_code == 404
    assert client.post("/desk/cases/new/", said(world, None)).status_code == 404


def test_conditions_are_found_by_name_code_and_words(world: World) -> None:
    client = browser("operator")

    def found(words: str) -> str:
        answer = client.post("/desk/cases/choose/condition/?name=condition", {"condition_words": words})
        return str(answer.content.decode())

    assert "雨水井盖：缺失、移位" in found("井盖")
    assert "2 紧急工作时" in found("井盖")
    assert "雨水井盖" in found("06001")
    assert "雨水井盖" in found("移位")
    assert "雨水井盖" not in found("占道")
    assert "没有找到" in found("飞碟")
