"""A queue worked through: after each step the next matter that waits is offered, in the order of its list."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.desk.lives import Life, browser
from tests.desk.test_case_steps import appealed
from tests.desk.test_queue import sent
from tests.world import As, World, moment
from wangge.cases.models import Case
from wangge.cases.stages import file
from wangge.kernel.ids import new_id


def filed(world: World, *minutes: int) -> list[Case]:
    """Cases filed at these minutes past nine, in the order in which they wait for dispatch."""
    with As(world.operator):
        cases = [world.collect("operator", moment("2026-03-02 09:00"), source="hotline").case for _each in minutes]
        for case, minute in zip(cases, minutes, strict=True):
            at = moment(f"2026-03-02 09:{minute:02}")
            file.file(case, world.visit("operator", at), condition=world.conditions["road"])
    return cases


def take(client: Client, case: Case, step: str, back: str, **data: object) -> Any:
    """Takes a step on a case that was opened from a list; gives the page that follows."""
    address = f"/desk/cases/{case.number}/steps/{step}/?{urlencode({'from': back})}"
    answer = client.post(address, {"key": str(new_id()), **data}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer


def offered(answer: Any) -> str:
    """The number of the case that is offered next; "" where the queue is at its end."""
    following = answer.context["page"].next.case
    return following.number if following else ""


@pytest.mark.parametrize("back", ["/desk/", "/desk/?clock=late", "/desk/dispatch/"])
def test_a_dispatcher_works_his_queue_through(world: World, back: str) -> None:
    first, second, third = filed(world, 10, 20, 30)
    client, lead = browser("dispatcher"), {"lead": world.departments["works"].pk}

    begun = client.get(f"/desk/cases/{second.number}/", {"from": back})
    after_second = take(client, second, "dispatch", back, **lead)
    after_third = take(client, third, "dispatch", back, **lead)
    after_first = take(client, first, "dispatch", back, **lead)

    assert begun.context["page"].next is None
    assert offered(after_second) == third.number
    assert f'href="/desk/cases/{third.number}/?from=' in after_second.content.decode()
    assert offered(after_third) == first.number, "behind the last one begins the first that was left"
    assert offered(after_first) == ""
    assert "这一队都办完了" in after_first.content.decode()


def test_a_note_leaves_the_matter_in_its_place(world: World) -> None:
    first, second, third = filed(world, 10, 20, 30)
    client = browser("dispatcher")

    noted = take(client, second, "note", "/desk/", note="现场有车")

    assert offered(noted) == third.number
    assert first.number != second.number


def test_a_handler_goes_on_with_his_next_assignment(world: World) -> None:
    first, second = sent(world), sent(world)
    client = browser("works_handler")
    rows = {row.case.number: row.assignment for row in client.get("/desk/").context["rows"]}
    address = f"/desk/cases/{first.number}/steps/accept/?assignment={rows[first.number].pk}&from=/desk/"

    accepted = client.post(address, {"key": str(new_id())}, follow=True)

    assert offered(accepted) == second.number


def test_no_queue_no_next(world: World) -> None:
    (case,) = filed(world, 10)
    client = browser("dispatcher")

    answer = take(client, case, "note", "/desk/cases/", note="好")

    assert answer.context["page"].next is None
    assert answer.redirect_chain[-1][0].endswith("/?from=%2Fdesk%2Fcases%2F")


@pytest.mark.parametrize("place", ["x", "WzFd", "WyJ4IiwieSJd", "W251bGwsbnVsbF0"])
def test_an_invented_place_begins_at_the_first(world: World, place: str) -> None:
    first, second = filed(world, 10, 20)
    client = browser("dispatcher")

    answer = client.get(f"/desk/cases/{second.number}/", {"from": "/desk/", "place": place})

    assert offered(answer) == first.number
    assert client.get("/desk/", {"after": place}).context["rows"][0].case.number == first.number


def test_a_closed_case_whose_late_mark_is_disputed_is_not_late(world: World) -> None:
    """Rows, the number in the chip and the filter speak of the same: a limit that runs and has passed."""
    life = Life.of(world)
    appealed(life)
    client = browser("dispatcher")

    page = client.get("/desk/")
    late = client.get("/desk/?clock=late")

    (row,) = page.context["rows"]
    assert (row.case.number, row.is_late, row.case.late_at is None) == (life.case.number, False, False)
    assert (page.context["pressure"].count, page.context["pressure"].late, late.context["rows"]) == (1, 0, [])
    assert "曾超时" in page.content.decode()
