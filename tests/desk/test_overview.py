"""The overview, the map, supervision and the department's page: every number is the length of the list behind it."""

import pytest
from django.test import Client

from tests.desk.test_queue import sent, signed_in
from tests.world import As, World, assignment_of, moment
from wangge.cases.stages import anytime, handle
from wangge.interfaces.desk.department.views import Tile
from wangge.kernel import clock

NOW = moment("2026-03-02 11:00")
LATER = moment("2026-03-20 11:00")


@pytest.fixture
def town(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The town at eleven of one Monday."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return world


def test_every_figure_counts_its_list(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(town)
    with As(town.worker):
        town.collect("worker")
    with As(town.neighbour_worker):
        town.collect("neighbour_worker", area=town.place("grid4"))
    for who, now in (("leader", NOW), ("assessor", LATER)):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        client = signed_in(who)
        overview = client.get("/desk/overview/").context["overview"]
        for figure in overview.figures:
            assert len(client.get(figure.url).context["rows"]) == figure.number, figure
        for chart in overview.charts:
            for index, url in enumerate(chart.data["links"]):
                total = sum(series["values"][index] for series in chart.data["series"] if series["name"] != "结案")
                assert len(client.get(url).context["rows"]) == total, (chart.title, url)
    assert [figure.number for figure in overview.figures][:2] == [3, 3]


def test_an_area_is_switched_within_ones_own(town: World) -> None:
    sent(town)
    client = signed_in("street")
    assert client.get("/desk/overview/").context["overview"].figures[0].number == 1
    assert client.get("/desk/overview/?area=990106001002").context["overview"].figures[0].number == 0
    for path in ("overview/", "map/"):
        assert client.get(f"/desk/{path}?area=990106001001").status_code == 200
    assert client.get("/desk/overview/?area=990106002").status_code == 404
    assert client.get("/desk/overview/?area=990106").status_code == 404


def test_a_wall_polls_and_hears_nothing_new(town: World) -> None:
    client = signed_in("leader")
    page = client.get("/desk/overview/?wall=1")
    assert "wg-wall" in page.content.decode()
    address = "/desk/overview/part/?area=990106&stamp=" + page.context["stamp"]
    assert client.get(address, headers={"X-Wangge-Poll": "1"}).status_code == 204
    sent(town)
    assert client.get(address, headers={"X-Wangge-Poll": "1"}).status_code == 200


def test_the_map_shows_ones_own_open_cases(town: World) -> None:
    with As(town.worker):
        town.collect("worker", lon=120.1, lat=30.2)
    for who, count in (("community", 1), ("leader", 1), ("neighbour_street", 0), ("police_handler", 0)):
        client = signed_in(who)
        assert len(client.get("/desk/map/points.geojson").json()["features"]) == count, who
        regions = client.get("/desk/map/").context["regions"]
        assert sum(region.count for region in regions) == count, who
    late = client.get("/desk/map/points.geojson?clock=late").json()["features"]
    assert late == []


def test_supervision_tells_late_ones_by_stage(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = sent(town)
    with As(town.leader):
        anytime.supervise(case, town.visit("leader", moment("2026-03-02 10:00"), opinion="群众反映强烈"))
    client = signed_in("assessor")
    assert _numbers(client) == {"?kind=supervised": 1, "?kind=appeals": 0, "?kind=late": 0}
    assert [row.case for row in client.get("/desk/supervision/").context["rows"]] == [case]
    monkeypatch.setattr(clock, "now", lambda: LATER)
    client = signed_in("duty")
    assert _numbers(client)["?kind=late&stage=dispatch"] == 1
    assert len(client.get("/desk/supervision/?kind=late&stage=dispatch").context["rows"]) == 1
    assert client.get("/desk/supervision/?kind=late&stage=file").context["rows"] == []
    assert _numbers(signed_in("neighbour_street")) == {"?kind=supervised": 0, "?kind=appeals": 0, "?kind=late": 0}


def test_a_department_reads_its_own_clock_and_rate(town: World) -> None:
    case = sent(town)
    client = signed_in("works_handler")
    page = client.get("/desk/department/")
    assert _tiles(page.context["tiles"])["sent"] == 1
    assert "不属于我单位" in page.content.decode()
    with As(town.works_handler):
        mine = assignment_of(case.pk, town.departments["works"])
        handle.accept(mine, town.visit("works_handler", moment("2026-03-02 10:30")))
    page = client.get("/desk/department/?kind=accepted")
    assert [row.case for row in page.context["rows"]] == [case]
    assert page.context["rate"] is None
    assert set(_tiles(signed_in("urban_handler").get("/desk/department/").context["tiles"]).values()) == {0}


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "audit_admin", "worker"])
def test_they_are_not_for_everybody(town: World, who: str) -> None:
    client = signed_in(who)
    for path in ("overview/", "overview/part/", "supervision/", "department/"):
        assert client.get(f"/desk/{path}").status_code == 404, path
    expected = 200 if who == "worker" else 404
    assert client.get("/desk/map/").status_code == expected
    assert client.get("/desk/map/points.geojson").status_code == expected


def _numbers(client: Client) -> dict[str, int]:
    return {tab.query: tab.number for tab in client.get("/desk/supervision/").context["tabs"]}


def _tiles(groups: list[list[Tile]]) -> dict[str, int]:
    return {tile.kind: tile.number for group in groups for tile in group}
