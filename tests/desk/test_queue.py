"""The queue and the list: what waits for whom, how many queries a page asks, and what strangers see."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests.world import PASSWORD, As, World, give_password, moment
from wangge.cases.models import Case, SavedView
from wangge.cases.queries import Filters, count_of_queue, waits_for_me
from wangge.cases.stages import dispatch, file
from wangge.interfaces.desk.cases import sheet
from wangge.kernel import clock

MOST_QUERIES = 8
POLL = {"X-Wangge-Poll": "1"}


def signed_in(username: str) -> Client:
    give_password(username)
    client = Client()
    client.post("/accounts/sign-in", {"username": username, "password": PASSWORD})
    return client


def sent(world: World) -> Case:
    with As(world.operator):
        case = world.collect("operator", source="hotline").case
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-03-02 09:20")), lead=world.departments["works"])
    return case


def statements(context: CaptureQueriesContext) -> int:
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(not query["sql"].startswith(control) for query in context.captured_queries)


def test_each_step_waits_for_the_right_people(world: World) -> None:
    with As(world.worker):
        world.collect("worker")
    waiting = {}
    for who in ("community", "street", "operator", "duty", "worker", "neighbour_community", "system_admin"):
        with As(world.people[who]):
            waiting[who] = waits_for_me(world.people[who]).count()
    assert waiting == {"community": 1} | dict.fromkeys(list(waiting)[1:], 0)


def test_a_handler_finds_his_assignment_and_signs_for_it(world: World) -> None:
    case = sent(world)
    client = signed_in("works_handler")
    page = client.get("/desk/")
    assert case.number in page.content.decode()
    row, key = page.context["rows"][0].assignment.pk, page.context["key"]
    answer = client.post("/desk/queue/accept/", {"row": [row], "key": key}, follow=True)
    assert "已签收 1 件" in answer.content.decode()
    again = client.post("/desk/queue/accept/", {"row": [row], "key": key}, follow=True)
    assert "已签收 1 件" in again.content.decode(), "a double press is one step and no error"


def test_a_desk_dispatches_several_and_reads_why_one_was_refused(world: World) -> None:
    with As(world.operator):
        near, far = _filed(world, "grid1"), _filed(world, "grid4")
    client = signed_in("dispatcher")
    page = client.get("/desk/")
    chosen = {"row": [row.key for row in page.context["rows"]], "key": page.context["key"]}
    assert near.number in client.post("/desk/queue/dispatch/", chosen).content.decode(), "first it is asked to whom"
    office = world.departments["street1_office"].pk
    assert client.post("/desk/queue/dispatch/", {**chosen, "lead": office + 10_000}).status_code == 422
    with As(world.operator):
        assert set(Case.objects.values_list("stage", flat=True)) == {"file"}
    answer = client.post("/desk/queue/dispatch/", {**chosen, "lead": office})
    assert [one.case.number for one in answer.context["done"]] == [near.number]
    assert [one.case.number for one in answer.context["refused"]] == [far.number]
    assert "不管这个区域" in answer.content.decode()


def _filed(world: World, area: str) -> Case:
    case = world.collect("operator", source="hotline", area=world.place(area)).case
    file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
    return case


def test_strangers_and_neighbours_see_nothing(world: World) -> None:
    sent(world)
    assert Client().get("/desk/").status_code == 302
    for who in ("neighbour_street", "urban_handler", "neighbour_worker"):
        client = signed_in(who)
        for address in ("/desk/", "/desk/cases/", "/desk/cases/?q=990106", "/desk/cases/?q=文一路"):
            assert client.get(address, follow=True).context["rows"] == []


def test_administrators_have_no_list(world: World) -> None:
    for who in ("system_admin", "security_admin", "audit_admin"):
        assert signed_in(who).get("/desk/cases/").status_code == 404


@pytest.mark.parametrize("who", ["operator", "street", "dispatcher", "leader"])
def test_a_page_asks_few_queries_however_many_rows(world: World, who: str) -> None:
    for _ in range(5):
        sent(world)
    client = signed_in(who)
    client.get("/desk/cases/")
    for address in ("/desk/", "/desk/cases/", "/desk/cases/?clock=late&q=文一路"):
        sealed = client.get(address).headers.get("Location", address)
        with CaptureQueriesContext(connection) as context:
            assert client.get(sealed).status_code == 200
        assert statements(context) <= MOST_QUERIES, [query["sql"][:60] for query in context.captured_queries]


def test_a_poll_answers_204_until_something_happens(world: World) -> None:
    sent(world)
    client = signed_in("works_handler")
    stamp = client.get("/desk/").context["pressure"].stamp
    assert client.get("/desk/queue/rows/", {"stamp": stamp}, headers=POLL).status_code == 204
    sent(world)
    assert client.get("/desk/queue/rows/", {"stamp": stamp}, headers=POLL).status_code == 200


def test_filters_find_by_number_words_clock_and_area(world: World) -> None:
    case = sent(world)
    with As(world.leader):
        seen = Case.objects.all()
        now = clock.now()
        for filters, count in (
            (Filters(text=case.number[:12]), 1),
            (Filters(text="文一路"), 1),
            (Filters(text="道路破"), 1),
            (Filters(text="不存在的"), 0),
            (Filters(text="路"), 0),
            (Filters(clock="late"), 1),
            (Filters(clock="soon"), 0),
            (Filters(area="990106001"), 1),
            (Filters(area="990106002"), 0),
            (Filters(stage="open", source="hotline"), 1),
            (Filters(department="sz."), 1),
            (Filters(department="cg."), 0),
        ):
            assert filters.apply(seen, now).count() == count, filters
    with As(world.neighbour_street):
        assert Filters(text="文一路").apply(Case.objects.all(), now).count() == 0
        assert count_of_queue(world.neighbour_street) == 0


def test_views_are_saved_replaced_and_deleted(world: World) -> None:
    client = signed_in("leader")
    client.post("/desk/cases/views/", {"name": "超时件", "query": "clock=late"})
    client.post("/desk/cases/views/", {"name": "超时件", "query": "clock=late&stage=handle"})
    with As(world.leader):
        view = SavedView.objects.get()
    assert view.query == "clock=late&stage=handle"
    assert "超时件" in client.get("/desk/cases/").content.decode()
    assert signed_in("duty").post(f"/desk/cases/views/{view.pk}/delete/").status_code == 404
    client.post(f"/desk/cases/views/{view.pk}/delete/")
    with As(world.leader):
        assert not SavedView.objects.exists()


def test_the_sheet_holds_what_the_person_may_see(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = sent(world)
    answer = signed_in("leader").get("/desk/cases/export/")
    rows = _rows(answer.getvalue())
    assert rows[1][0] == case.number
    assert "许峰" in rows[-1][0]
    monkeypatch.setattr(sheet, "MOST_ROWS", 1)
    sent(world)
    cut = _rows(signed_in("duty").get("/desk/cases/export/").getvalue())
    assert len([row for row in cut if row and row[0]]) == 3, "titles, one case, and that it was cut"
    assert "只含前 1 件" in cut[-1][0]
    empty = signed_in("neighbour_street").get("/desk/cases/export/")
    assert len([row for row in _rows(empty.getvalue()) if row and row[0]]) == 2, "titles, and who took it"


def _rows(content: bytes) -> list[list[Any]]:
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return rows


def test_columns_are_chosen_and_rare_filters_come_when_opened(world: World) -> None:
    case = sent(world)
    client = signed_in("leader")
    page = client.get("/desk/cases/").content.decode()
    assert "市政设施中心" in page
    assert 'name="handler"' not in page
    assert 'name="handler"' in client.get("/desk/cases/more/").content.decode()
    narrow = client.get("/desk/cases/?column=stage&handler=市政").content.decode()
    assert case.number in narrow
    assert "<td>区市政设施中心" not in narrow
    assert 'name="handler"' in narrow


def test_mine_are_those_i_took_a_step_on(world: World) -> None:
    sent(world)
    for who, count in (("operator", 1), ("dispatcher", 1), ("duty", 0)):
        assert len(signed_in(who).get("/desk/cases/?mine=on").context["rows"]) == count


def test_an_area_is_named_and_never_anothers(world: World) -> None:
    sent(world)
    client = signed_in("street")
    for words, count in (("阳光社区", 1), ("星洲社区", 0), ("990106001001", 1)):
        assert len(client.get("/desk/cases/", {"area": words}).context["rows"]) == count, words
    answer = client.get("/desk/cases/", {"area": "古荡街道"})
    assert "您的辖区内没有这个区域" in answer.content.decode()


def test_a_row_shows_the_limit_that_ends_first(world: World) -> None:
    """A case with days left in all is late where its desk has let the present stage run out."""
    with As(world.operator):
        case = world.collect("operator", source="hotline").case
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
        filed = Case.objects.get(pk=case.pk)
    assert filed.stage_due_at and filed.due_at and filed.stage_due_at < filed.due_at
    row = signed_in("dispatcher").get("/desk/").context["rows"][0]
    assert (row.due_at, row.started_at, row.is_late) == (filed.stage_due_at, filed.stage_at, True)
