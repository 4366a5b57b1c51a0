"""The pages that a worker turns to: today, map, reports, news, oneself; what they hold and what they cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.field.conftest import Phone, phone_of
from tests.world import As, World
from wangge.accounts.models import Mandate, User
from wangge.accounts.roles import Role
from wangge.cases.models import Case, Entry, Source
from wangge.cases.stages import collect, file
from wangge.interfaces.shared.middleware import POLL_HEADER
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope
from wangge.notices.actions import tell

LISTS = ["/field/", "/field/mine/", "/field/mine/?show=elsewhere", "/field/map/", "/field/map/points.json"]
PAGES = ["/field/news/", "/field/me/", "/field/report/"]


def busy(world: World, count: int = 3) -> list[Case]:
    """Some cases of grid one, the desk asking about the first."""
    with As(world.worker):
        spot = {"lon": 120.11, "lat": 30.28, "condition": world.conditions["cover"]}
        cases = [
            world.collect("worker", at=clock.now() - timedelta(days=index), place=f"文一路 {index} 号", **spot).case
            for index in range(count)
        ]
    with As(world.community):
        collect.order_verify(cases[0], world.visit("community", clock.now()))
    return cases


@pytest.mark.parametrize("path", LISTS + PAGES)
def test_pages_open_for_workers_only(world: World, worker: Phone, path: str) -> None:
    worker.page(path)
    phone_of("assessor").page(path, status=404)


def test_today_holds_what_is_asked_and_what_is_new_the_late_first(world: World, worker: Phone) -> None:
    cases = busy(world)
    with As(world.worker):
        world.collect("worker", at=clock.now(), source=Source.PORTAL, condition=world.conditions["stall"])

    answer = worker.client.get("/field/")

    asked, new = answer.context["asked"], answer.context["fresh"]
    assert [card.case.pk for card in asked] == [cases[0].pk]
    assert [card.case.pk for card in new][:2] == [cases[2].pk, cases[1].pk]
    assert new[0].face.signal == "late"
    assert [card.may_handle for card in new] == [True, True, False]
    assert answer.context["pressure"].count == 4
    assert answer.context["pressure"].late == 2


def test_a_list_that_asks_again_is_told_when_nothing_is_new(world: World, worker: Phone) -> None:
    cases = busy(world)
    live = worker.client.get("/field/").context["live"]
    poll = {POLL_HEADER: "1"}

    assert worker.client.get(live, headers=poll).status_code == 204
    with As(world.community):
        file.file(cases[1], world.visit("community", clock.now()), condition=world.conditions["cover"])
    changed = worker.client.get(live, headers=poll)

    assert changed.status_code == 200
    assert changed.content.decode().lstrip().startswith("<div data-live")
    assert str(cases[1].pk) not in changed.content.decode()


def test_an_empty_day_says_what_will_be_here(world: World, worker: Phone) -> None:
    assert "现在没有要办的事" in worker.page("/field/")
    assert "这里还没有" in worker.page("/field/mine/")
    assert "本格没有在办的事" in worker.page("/field/map/")
    assert "还没有消息" in worker.page("/field/news/")


def test_own_reports_only_and_the_open_ones(world: World, worker: Phone) -> None:
    cases = busy(world)
    with As(world.worker):
        world.collect("worker2", at=clock.now(), place="别人的")
    with As(world.community):
        file.decline(cases[1], world.visit("community", clock.now(), reason="重复"))

    everything, still_open = worker.page("/field/mine/"), worker.page("/field/mine/?show=open")

    assert "别人的" not in everything
    assert "文一路 1 号" in everything
    assert "文一路 1 号" not in still_open
    assert "文一路 2 号" in still_open


def test_the_map_shows_the_own_grid(world: World, worker: Phone, neighbour: Phone) -> None:
    cases = busy(world)

    features = worker.client.get("/field/map/points.json").json()["features"]

    assert len(features) == 3
    assert {feature["properties"]["href"] for feature in features} == {f"/field/cases/{case.pk}/" for case in cases}
    assert neighbour.client.get("/field/map/points.json").json()["features"] == []


def test_news_is_read_by_opening_it(world: World, worker: Phone, neighbour: Phone) -> None:
    case = busy(world, 1)[0]
    with open_scope(machine("worker")):
        tell(Entry.objects.select_related("case").get(step="order_verify"), at=clock.now())
    page = worker.client.get("/field/news/")
    notice = page.context["lines"][0][0]
    assert page.context["unread"] == 1
    assert "等您办理" in page.content.decode()
    assert worker.client.get("/field/pulse/").json() == {"counts": {"queue": 1, "notices": 1}}

    assert neighbour.client.post(f"/field/news/{notice.pk}/").status_code == 404
    assert worker.client.post(f"/field/news/{notice.pk}/").headers["Location"] == f"/field/cases/{case.pk}/"
    assert worker.client.get("/field/news/").context["unread"] == 0


def test_all_news_read_at_once(world: World, worker: Phone) -> None:
    busy(world, 1)
    with open_scope(machine("worker")):
        tell(Entry.objects.select_related("case").get(step="order_verify"), at=clock.now())

    assert worker.client.post("/field/news/read/").status_code == 302
    assert worker.client.get("/field/news/").context["unread"] == 0


@pytest.mark.usefixtures("drawn")
def test_news_of_a_report_from_elsewhere_leads_to_it(world: World, worker: Phone) -> None:
    there = {"lon": "120.13", "lat": "30.28", "description": "护栏断了", "place": "桥头"}
    worker.send(worker.page("/field/report/"), "/field/report/", **there)
    with As(world.people["neighbour_community"]):
        case = Case.objects.get()
        file.file(case, world.visit("neighbour_community", clock.now()), condition=world.conditions["cover"])
    with open_scope(machine("worker")):
        tell(Entry.objects.select_related("case").get(step="file"), at=clock.now())

    notice = worker.client.get("/field/news/").context["lines"][0][0]

    assert worker.client.post(f"/field/news/{notice.pk}/").headers["Location"] == f"/field/cases/{case.pk}/"


def test_another_mandate_is_one_press_away(world: World, worker: Phone) -> None:
    with open_scope(machine("import")):
        user, grid = User.objects.get(username="worker"), world.areas["grid2"]
        second = Mandate.objects.create(
            user=user, role=Role.GRID_LEADER, area=grid, area_code=grid.code or "", starts_on=clock.today()
        )
    assert "阳光社区第二网格 · 网格长" in worker.page("/field/me/")

    worker.client.post("/accounts/mandate", {"mandate": second.pk})

    assert worker.client.get("/field/me/").context["chosen"].pk == second.pk


@pytest.mark.parametrize(("path", "most"), [*((path, 8) for path in LISTS), *((path, 12) for path in PAGES)])
def test_what_a_page_costs_does_not_grow(world: World, worker: Phone, path: str, most: int) -> None:
    busy(world, 1)
    few = cost(worker, path)
    with As(world.worker):
        for index in range(5):
            world.collect("worker", at=clock.now(), place=f"{index} 号", condition=world.conditions["heap"])

    assert cost(worker, path) <= max(few, 1)
    assert few <= most


def test_what_the_page_of_a_case_costs(world: World, worker: Phone) -> None:
    cases = busy(world, 1)
    assert cost(worker, f"/field/cases/{cases[0].pk}/") <= 12


@pytest.mark.usefixtures("drawn")
def test_what_the_page_of_a_case_from_elsewhere_costs(world: World, worker: Phone) -> None:
    there = {"lon": "120.13", "lat": "30.28", "description": "护栏断了", "place": "桥头"}
    worker.send(worker.page("/field/report/"), "/field/report/", **there)
    with As(world.people["duty"]):
        case = Case.objects.get()
    assert cost(worker, f"/field/cases/{case.pk}/") <= 16


def cost(phone: Phone, path: str) -> int:
    """Queries of a second visit, session and scope included."""
    phone.page(path)
    with CaptureQueriesContext(connection) as captured:
        phone.page(path)
    return len([query for query in captured.captured_queries if not _is_frame(query)])


def _is_frame(query: dict[str, Any]) -> bool:
    return str(query["sql"]).startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
