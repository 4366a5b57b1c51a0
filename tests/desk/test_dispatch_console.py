"""The dispatch console: what waits, whom the routes suggest and why, one click or several at once."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.lives import Life, browser
from tests.world import As, World
from wangge.areas import queries as areas
from wangge.cases import choosing, routing
from wangge.cases.models import Assignment, Route
from wangge.cases.routing import Matter
from wangge.cases.stages import file
from wangge.cases.workflow import Stage
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope

BEGAN = date(2025, 1, 1)


@pytest.fixture
def routed(world: World) -> World:
    """The town with routes: covers to the works, heaps to the city management with the works helping."""
    rows = (("cover", "works", "lead"), ("heap", "urban", "lead"), ("heap", "works", "co"))
    with open_scope(machine("import")):
        for matter, department, part in rows:
            Route.objects.create(
                category=world.conditions[matter].category,
                department=world.departments[department],
                part=part,
                from_on=BEGAN,
            )
    return world


def row(life: Life, lead: Any, *co: Any) -> dict[str, Any]:
    number = life.case.number
    return {f"key-{number}": str(new_id()), f"lead-{number}": lead.pk, f"co-{number}": [one.pk for one in co]}


def assigned(life: Life) -> dict[str, str]:
    with As(life.world.dispatcher):
        found = Assignment.objects.filter(case=life.case)
        return {one.department.name: one.part for one in found}


def test_the_console_suggests_and_says_why(routed: World) -> None:
    life = Life.of(routed).filed("heap")

    text = browser("dispatcher").get("/desk/dispatch/").content.decode()

    assert life.case.number in text
    assert "全区的“乱堆物料”由区城市管理局主办" in text


def test_what_is_to_be_voided_is_not_offered(routed: World) -> None:
    life = Life.of(routed).filed("heap")
    with As(routed.dispatcher):
        file.ask_void(life.fresh(), routed.visit("dispatcher", life.now, reason="不属实"))

    assert life.case.number not in browser("dispatcher").get("/desk/dispatch/").content.decode()


def test_one_click_dispatches_to_lead_and_co(routed: World) -> None:
    life, departments = Life.of(routed).filed("heap"), routed.departments
    data = row(life, departments["urban"], departments["works"]) | {"one": life.case.number}
    client = browser("dispatcher")

    first, second = (client.post("/desk/dispatch/", data) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert life.fresh().stage == Stage.DISPATCH
    assert assigned(life) == {"区城市管理局": "lead", "区市政设施中心": "co"}


def test_several_go_at_once_and_who_was_late_reads_why(routed: World) -> None:
    good, gone, works = Life.of(routed).filed("cover"), Life.of(routed).filed("cover"), routed.departments["works"]
    data = row(good, works) | row(gone, works) | {"several": "yes", "case": [good.case.number, gone.case.number]}
    with As(routed.dispatcher_second):
        from wangge.cases.stages import dispatch

        dispatch.dispatch(gone.case, routed.visit("dispatcher_second", gone.now), lead=works)

    answer = browser("dispatcher").post("/desk/dispatch/", data)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert good.fresh().stage == Stage.DISPATCH
    assert gone.case.number in text
    assert "此案现处于“调度派遣”阶段" in text


def test_a_department_that_does_not_exist_is_refused_on_its_row(routed: World) -> None:
    life = Life.of(routed).filed("cover")
    data = row(life, routed.departments["works"]) | {"one": life.case.number, f"lead-{life.case.number}": "999999"}

    answer = browser("dispatcher").post("/desk/dispatch/", data)

    assert answer.status_code == 422
    assert life.fresh().stage == Stage.FILE


@pytest.mark.usefixtures("rows_stand_still")
def test_the_console_costs_the_same_for_one_and_for_many(routed: World) -> None:
    client, counts = browser("dispatcher"), []
    Life.of(routed).filed("heap")
    client.get("/desk/dispatch/")
    for _ in range(2):
        for _ in range(3):
            Life.of(routed).filed("heap")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/dispatch/")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize("who", ["operator", "duty", "worker", "works_handler", "leader", "system_admin"])
def test_only_who_dispatches_finds_the_console(world: World, who: str) -> None:
    assert browser(who).get("/desk/dispatch/").status_code == 404


def test_each_desk_sees_what_waits_at_its_own_level_and_ground(routed: World) -> None:
    life = Life.of(routed).filed("cover")

    seen = {
        who: life.case.number in browser(who).get("/desk/dispatch/").content.decode()
        for who in ("dispatcher", "street", "neighbour_street")
    }

    assert seen == {"dispatcher": True, "street": False, "neighbour_street": False}


def test_routes_fit_in_memory_as_they_do_in_the_database(routed: World) -> None:
    """`choosing.fits` and `routing.candidates` say the same of every route."""
    street, grid = routed.areas["street1"], routed.areas["grid1"]
    heap, department = routed.conditions["heap"], routed.departments["works"]
    common = {"department": department, "from_on": BEGAN}
    with open_scope(machine("import")):
        version = heap.category.version
        for criteria in (
            {},
            {"area": street},
            {"area": routed.areas["street2"]},
            {"handler_kind": heap.handler_kind},
            {"handler_kind": "gas"},
            {"kind": "item"},
            {"kind": "object"},
            {"version": version},
            {"version": version, "kind": "item", "major_code": "06"},
            {"version": version, "kind": "item", "major_code": "07"},
            {"category": heap.category, "condition_number": 1},
            {"category": heap.category, "condition_number": 2},
            {"category": routed.conditions["cover"].category},
        ):
            Route.objects.create(**common, **criteria)
        path = areas.path_of(grid.pk)
        for matter in (Matter.of(heap), Matter.of(heap.category)):
            asked = {route.pk for route in routing.candidates(matter, path, date(2026, 3, 2))}
            held = {route.pk for route in Route.objects.all() if choosing.fits(route, matter, path)}
            assert asked == held
