"""Who handles what where, and which desk takes it first."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from tests.world import As, World
from wangge.areas import queries as areas
from wangge.areas.places import AreaPath
from wangge.cases.models import DeskLevel, Part, Source
from wangge.cases.models.catalogue import Category, FilingCondition, FirstDesk, HandlerKind, Route, StageClock
from wangge.cases.routing import Matter, choose, choose_desk, first_desk, stage_limit, suggest
from wangge.kernel.scope import machine, open_scope

BEGAN = date(2025, 1, 1)
ON = date(2026, 3, 2)


@pytest.fixture
def scoped(world: World) -> Iterator[World]:
    with open_scope(machine("import")):
        yield world


def route(world: World, department: str, area: str | None = None, **criteria: Any) -> Route:
    where = world.areas[area] if area else None
    given = {"from_on": BEGAN} | criteria
    return Route.objects.create(department=world.departments[department], area=where, **given)


def path(world: World, area: str) -> AreaPath:
    return areas.path_of(world.areas[area].pk)


def suggested(world: World, matter: str, area: str = "grid1", on: date = ON) -> list[tuple[str, str]]:
    found = suggest(world.conditions[matter], path(world, area), on)
    return [(one.department.path, one.part.value) for one in found]


def test_without_routes_nothing_is_suggested(scoped: World) -> None:
    assert suggested(scoped, "cover") == []


def test_the_most_specific_matter_wins_whatever_the_area(scoped: World) -> None:
    cover = scoped.conditions["cover"]
    category = cover.category
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("police", {}),
        ("urban", {"handler_kind": HandlerKind.MUNICIPAL}),
        ("urban_west", {"version": category.version, "kind": category.kind, "major_code": category.major_code}),
        ("works", {"category": category}),
        ("street1_office", {"category": category, "condition_number": cover.number}),
    )
    for name, criteria in steps:
        route(scoped, name, **criteria)
        assert suggested(scoped, "cover") == [(scoped.departments[name].path, "lead")]
    assert suggested(scoped, "stall") == [(scoped.departments["urban_west"].path, "lead")]


def test_the_smallest_area_wins_and_other_areas_do_not_count(scoped: World) -> None:
    route(scoped, "works", handler_kind="municipal")
    route(scoped, "urban", "street1", handler_kind="municipal")
    route(scoped, "urban_west", "community1", handler_kind="municipal")
    assert suggested(scoped, "cover", "grid1") == [("cg.01.", "lead")]
    assert suggested(scoped, "cover", "grid3") == [("cg.", "lead")]
    assert suggested(scoped, "cover", "grid4") == [("sz.", "lead")]


def test_one_lead_and_each_co_handler_once(scoped: World) -> None:
    route(scoped, "works", handler_kind="municipal")
    route(scoped, "urban", part=Part.CO)
    route(scoped, "urban", "street1", part=Part.CO, handler_kind="municipal")
    route(scoped, "works", part=Part.CO)
    route(scoped, "police", part=Part.CO)
    assert suggested(scoped, "cover") == [("sz.", "lead"), ("cg.", "co"), ("ga.", "co")]


def test_priority_then_the_newer_row_break_ties(scoped: World) -> None:
    route(scoped, "works", handler_kind="municipal", priority=1)
    route(scoped, "urban", handler_kind="municipal")
    assert suggested(scoped, "cover") == [("sz.", "lead")]
    route(scoped, "police", handler_kind="municipal", priority=1, from_on=BEGAN + timedelta(days=1))
    assert suggested(scoped, "cover") == [("ga.", "lead")]


def test_the_order_of_rows_does_not_matter(scoped: World) -> None:
    rows = [
        route(scoped, "works", handler_kind="municipal"),
        route(scoped, "urban", "street1"),
        route(scoped, "police", part=Part.CO),
        route(scoped, "urban_west", "grid1", part=Part.CO),
    ]
    matter, here = Matter.of(scoped.conditions["cover"]), path(scoped, "grid1")
    answers = {
        tuple((one.department.path, one.part) for one in choose(matter, here, order)) for order in permutations(rows)
    }
    assert len(answers) == 1


def test_ended_routes_and_retired_departments_are_left_out(scoped: World) -> None:
    route(scoped, "works", handler_kind="municipal", to_on=ON)
    assert suggested(scoped, "cover", on=ON - timedelta(days=1)) == [("sz.", "lead")]
    assert suggested(scoped, "cover", on=ON) == []
    route(scoped, "police")
    scoped.departments["police"].is_retired = True
    scoped.departments["police"].save()
    assert suggested(scoped, "cover") == []


def test_the_reason_names_place_matter_and_part(scoped: World) -> None:
    route(scoped, "works", "street1", handler_kind="municipal")
    route(scoped, "urban", category=scoped.conditions["cover"].category, part=Part.CO)
    reasons = [one.reason for one in suggest(scoped.conditions["cover"], path(scoped, "grid1"), ON)]
    assert reasons == ["文新街道的市政设施类事项由区市政设施中心主办", "全区的“雨水井盖”由区城市管理局协办"]


@pytest.mark.parametrize(
    ("source", "level"),
    [(Source.WORKER, "community"), (Source.PORTAL, "district"), (Source.HOTLINE, "district"), (Source.API, "district")],
)
def test_without_rows_the_worker_goes_to_the_community_and_others_to_the_district(source: Source, level: str) -> None:
    assert choose_desk(source, None, []) == level


def test_enforcement_never_goes_to_a_community(scoped: World) -> None:
    law = scoped.conditions["stall"].category
    assert law.is_enforcement
    everything = FirstDesk(level="community", from_on=BEGAN)
    this_class = FirstDesk(category=law, level="community", from_on=BEGAN, priority=9)
    for rows in ([], [everything], [everything, this_class]):
        assert choose_desk(Source.WORKER, law, rows) == DeskLevel.STREET


def test_the_most_specific_first_desk_wins() -> None:
    service = Category(pk=7, is_service=True)
    rows = [
        FirstDesk(level="district", from_on=BEGAN),
        FirstDesk(source="portal", level="street", from_on=BEGAN),
        FirstDesk(is_service=True, level="community", from_on=BEGAN),
        FirstDesk(category_id=7, level="district", from_on=BEGAN),
    ]
    found = [choose_desk("portal", service, rows[: n + 1]) for n in range(len(rows))]
    assert found == ["district", "street", "community", "district"]
    assert choose_desk("portal", None, rows) == "street"


def test_rules_are_asked_without_a_query(scoped: World, django_assert_num_queries: Any) -> None:
    stage_limit(StageClock.FILE, "street", ON)
    with django_assert_num_queries(0):
        assert stage_limit(StageClock.FILE, "street", ON) is not None
        assert stage_limit(StageClock.FILE, "street", BEGAN - timedelta(days=1)) is None
        first_desk(Source.WORKER, None, ON)


def test_suggesting_costs_one_query(world: World, django_assert_num_queries: Any) -> None:
    with open_scope(machine("import")):
        route(world, "works", handler_kind="municipal")
        condition = FilingCondition.objects.get(pk=world.conditions["cover"].pk)
    with As(world.dispatcher):
        here = path(world, "grid1")
        suggest(condition, here, ON)  # rows that are kept in memory
        with django_assert_num_queries(1):
            assert len(suggest(condition, here, ON)) == 1
