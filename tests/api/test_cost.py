"""What one request asks of the database, everything included: scope, token, mandate, the work, the kept answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.callers import System, system
from tests.api.test_cases import REPORT, ok
from tests.world import World, build

COLLECT, LIST, DETAIL, STEP = 15, 8, 12, 15
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


@contextmanager
def at_most(most: int) -> Iterator[None]:
    """Count the queries; what begins and ends a transaction asks nothing."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [each["sql"] for each in captured.captured_queries if not each["sql"].startswith(TRANSACTION)]
    assert len(asked) <= most, "\n".join(sql[:120] for sql in asked)


@pytest.fixture
def town(transactional_db: None, rows_stand_still: None) -> World:
    """A town whose tables in memory are warm."""
    world = build()
    life(world)
    return world


def callers(world: World) -> tuple[System, System, System, System]:
    desk, officer, sender, works = (system(world, who) for who in ("operator", "duty", "dispatcher", "works_handler"))
    return desk, officer, sender, works


def life(world: World, most: int = 100) -> str:
    """A case on its way to its answer, with words in every step that takes them."""
    desk, officer, sender, works = callers(world)
    number = ok(desk.post("/cases", REPORT), 201)["case"]
    steps = f"/cases/{number}/steps"
    with at_most(most):
        ok(officer.post(f"{steps}/file", {"condition": world.conditions["cover"].pk, "opinion": "属实"}))
    with at_most(most):
        ok(sender.post(f"{steps}/dispatch", {"lead": "sz."}))
    assignment = next(one["assignment"] for one in ok(works.get(steps)) if one["step"] == "accept")
    with at_most(most):
        ok(works.post(f"{steps}/accept", {"assignment": assignment}))
    with at_most(most):
        ok(works.post(f"{steps}/feedback", {"assignment": assignment, "answer": "已换新井盖"}))
    with at_most(most):
        ok(officer.post(f"{steps}/note", {"note": "已知悉"}))
    return str(number)


def test_collect(town: World) -> None:
    desk = system(town, "operator")
    with at_most(COLLECT):
        ok(desk.post("/cases", REPORT), 201)


def test_a_list_costs_the_same_however_long_it_is(town: World) -> None:
    desk = system(town, "operator")
    for _ in range(50):
        ok(desk.post("/cases", REPORT), 201)
    with at_most(LIST):
        assert len(ok(desk.get("/cases"))["items"]) == 50
    with at_most(LIST):
        assert (
            len(ok(desk.get("/cases", stage="open", text="井盖", area="990106001", since="2026-01-01"))["items"]) == 50
        )
    with at_most(LIST):
        ok(desk.get("/feed"))


def test_detail(town: World) -> None:
    number = life(town)
    for caller in callers(town):
        with at_most(DETAIL):
            ok(caller.get(f"/cases/{number}"))
        with at_most(DETAIL):
            ok(caller.get(f"/cases/{number}/steps"))


def test_step(town: World) -> None:
    life(town, STEP)
