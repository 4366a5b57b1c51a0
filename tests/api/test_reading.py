"""What a system may read: lists and their filters, areas, departments, the catalogue, the document."""

from typing import Any

import pytest
from django.test import Client

from tests.api.callers import System, system
from tests.api.test_cases import REPORT, ok
from tests.areas import town
from tests.world import As, World, moment
from wangge.kernel.scope import machine, open_scope


def numbers(caller: System, **filters: Any) -> set[str]:
    """Every page of a list."""
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        page = ok(caller.get("/cases", limit=2, **filters, **({"cursor": cursor} if cursor else {})))
        found += [each["number"] for each in page["items"]]
        cursor = page["next"]
    assert len(found) == len(set(found)), "a case stands on two pages"
    return set(found)


def test_filters_narrow_a_list(world: World) -> None:
    desk, officer = system(world, "operator"), system(world, "duty")
    here = ok(desk.post("/cases", REPORT), 201)["case"]
    there = ok(desk.post("/cases", {**REPORT, "area_code": "990106002001001", "place": "古墩路 9 号"}), 201)["case"]
    urgent = ok(desk.post("/cases", {**REPORT, "is_urgent": True}), 201)["case"]
    with As(world.worker):
        old = world.collect("worker", moment("2026-03-02 09:00")).case.number
    ok(officer.post(f"/cases/{here}/steps/file", {"condition": world.conditions["cover"].pk}))
    every = {here, there, urgent, old}

    assert numbers(desk) == every
    assert numbers(desk, stage="open") == every
    assert numbers(desk, stage="file") == {here}
    assert numbers(desk, area="990106001") == every - {there}
    assert numbers(desk, text="古墩") == {there}
    assert numbers(desk, mark="urgent") == {urgent}
    assert numbers(desk, source="worker") == {old}
    assert numbers(desk, since="2026-03-02", until="2026-03-02") == {old}
    assert numbers(desk, since="2026-03-03") == every - {old}
    assert numbers(desk, clock="late") == {old}
    assert numbers(desk, stage="ended") == set()
    assert numbers(system(world, "neighbour_street")) == {there}


def test_a_list_goes_on_while_cases_come_in(world: World) -> None:
    desk = system(world, "operator")
    made = [ok(desk.post("/cases", REPORT), 201)["case"] for _ in range(4)]
    first = ok(desk.get("/cases", limit=2))
    ok(desk.post("/cases", REPORT), 201)
    second = ok(desk.get("/cases", limit=2, cursor=first["next"]))
    assert [each["number"] for each in first["items"] + second["items"]] == made[::-1]


def test_a_case_names_no_person(world: World) -> None:
    desk = system(world, "operator")
    report = {**REPORT, "reporter_name": "诸葛明亮", "reporter_phone": "13812345678"}
    number = ok(desk.post("/cases", report), 201)["case"]
    said = desk.get(f"/cases/{number}").content.decode()
    for secret in ("诸葛明亮", "13812345678", "何丽"):
        assert secret not in said
    assert ok(desk.get(f"/cases/{number}"))["reporter"]["phone"].endswith("5678")


def test_areas_are_walked_from_the_district_down(world: World) -> None:
    desk = system(world, "worker", may_write=False)
    (district,) = ok(desk.get("/areas"))
    assert (district["code"], district["level"], district["parent"]) == ("990106", "district", None)
    streets = ok(desk.get("/areas", parent="990106"))
    assert [each["code"] for each in streets] == ["990106001", "990106002"]
    grid = ok(desk.get("/areas/990106001001001"))
    assert (grid["name"], grid["parent"], grid["grid_kind"]) == ("阳光社区第一网格", "990106001001", "comprehensive")
    assert ok(desk.get("/areas/990106001001001/boundary"))["geometry"] is None
    assert ok(desk.get("/areas", parent="990999")) == []
    assert ok(desk.get("/areas/990999"), 404)["status"] == 404


@pytest.mark.django_db
def test_a_point_is_found_and_a_boundary_shown(world: World) -> None:
    with open_scope(machine("import")):
        square = town.add(world.areas["district"], "990106009", "三墩镇", town.square(0))
    desk = system(world, "operator")
    lon, lat = town.middle(0)
    assert [each["code"] for each in ok(desk.get("/areas/locate", lon=lon, lat=lat))][-1:] == [square.code]
    assert ok(desk.get("/areas/locate", lon=0, lat=0)) == []
    shown = ok(desk.get("/areas/990106009/boundary"))
    assert (shown["type"], shown["geometry"]["type"], shown["properties"]["name"]) == ("Feature", "Polygon", "三墩镇")
    created = ok(desk.post("/cases", {"description": "路灯不亮", "lon": lon, "lat": lat}), 201)
    assert ok(desk.get(f"/cases/{created['case']}"))["area_code"] == "990106009"
    assert ok(desk.post("/cases", {"description": "路灯不亮", "lon": 1, "lat": 1}), 422)["field"] == "lon"


def test_departments_are_those_that_can_be_called(world: World) -> None:
    every = {each["path"] for each in ok(system(world, "dispatcher").get("/departments"))}
    assert {"cg.", "cg.01.", "sz.", "ga.", "jd1."} <= every
    assert all(each["name"] for each in ok(system(world, "worker").get("/departments")))


def test_the_catalogue_gives_what_filing_needs(world: World) -> None:
    desk, officer = system(world, "operator"), system(world, "duty")
    (version,) = [one for one in ok(desk.get("/catalogue/versions")) if one["code"] == "TEST-2026"]
    found = ok(desk.get(f"/catalogue/versions/{version['id']}/categories"))
    (cover,) = [one for one in found if one["code"] == "06001"]
    condition = cover["conditions"][0]
    assert (condition["limit_amount"], condition["limit_unit"]) == (2, "emergency_hour")
    number = ok(desk.post("/cases", REPORT), 201)["case"]
    ok(officer.post(f"/cases/{number}/steps/file", {"condition": condition["id"]}))
    assert ok(desk.get("/catalogue/versions/999999/categories"), 404)["status"] == 404


def test_the_document_is_for_everybody(world: World) -> None:
    said = ok(Client().get("/api/v1/openapi.json"))
    assert said["openapi"].startswith("3.1")
    assert "/api/v1/cases/{number}/steps/file" in said["paths"]
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert all(path in page.content.decode() for path in said["paths"])
