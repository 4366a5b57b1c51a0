"""The feed tells every entry once, in an order that a late commit cannot disturb."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.api.callers import System, system
from tests.api.test_cases import REPORT, ok
from tests.world import As, World, build
from wangge.cases.models import Entry

STRESS_SECONDS = 3
WRITERS = 4


class Reader:
    """A system that reads on where it ended."""

    def __init__(self, caller: System, limit: int = 100) -> None:
        self.caller, self.limit = caller, limit
        self.cursor, self.read = "", list[int]()

    def look(self) -> list[int]:
        """What is new since the last look, page by page."""
        seen: list[int] = []
        while True:
            page = ok(self.caller.get("/feed", after=self.cursor, limit=self.limit))
            seen += [each["id"] for each in page["items"]]
            self.cursor = page["next"]
            if page["is_end"]:
                self.read += seen
                return seen


def everything(world: World) -> list[int]:
    with As(world.operator):
        return list(Entry.objects.order_by("transaction_id", "id").values_list("id", flat=True))


def collected(world: World, before_commit: Callable[[], object] = lambda: None) -> int:
    """Collect one case in a transaction of this thread, and wait before it commits."""
    try:
        with As(world.operator):
            entry = world.collect("operator").entry
            before_commit()
        return entry.pk
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_who_wrote_first_and_committed_last_is_read() -> None:
    world = build()
    reader = Reader(system(world, "operator"))
    has_written, may_commit = threading.Event(), threading.Event()

    def dawdle() -> None:
        has_written.set()
        assert may_commit.wait(10)

    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(collected, world, dawdle)
        assert has_written.wait(10)
        fast = threads.submit(collected, world).result()
        while_open = reader.look()
        may_commit.set()
        first = slow.result()

    assert first < fast
    assert while_open == []
    assert reader.look() == [first, fast]
    assert reader.look() == []


@pytest.mark.django_db(transaction=True)
def test_what_never_commits_holds_nobody_up() -> None:
    world = build()
    reader = Reader(system(world, "operator"))

    def break_down() -> None:
        raise ZeroDivisionError

    with ThreadPoolExecutor(1) as threads:
        with pytest.raises(ZeroDivisionError):
            threads.submit(collected, world, break_down).result()
        entry = threads.submit(collected, world).result()

    assert reader.look() == [entry]


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_one_reader(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 100_000
    world = build()
    reader = Reader(system(world, "operator"), limit=7)
    ends_at = time.monotonic() + STRESS_SECONDS

    def write(seed: int) -> None:
        chance = random.Random(seed)
        while time.monotonic() < ends_at:
            collected(world, lambda: time.sleep(chance.choice((0, 0.002, 0.03, 0.12))))

    with ThreadPoolExecutor(WRITERS) as threads:
        writing = [threads.submit(write, seed) for seed in range(WRITERS)]
        while time.monotonic() < ends_at:
            reader.look()
        for each in writing:
            each.result()
    reader.look()

    written = everything(world)
    assert len(written) > WRITERS * 5
    assert reader.read == written
    assert written != sorted(written), "nobody overtook anybody: the test has proved nothing"


def test_a_page_ends_where_it_says(world: World) -> None:
    desk = system(world, "operator")
    ok(desk.post("/cases", REPORT), 201)
    page = ok(desk.get("/feed"))
    assert page == {"items": [], "next": "", "is_end": True}, "its own transaction has not ended"
    assert ok(desk.get("/feed", after="bm9uc2Vuc2U"), 422)["field"] == "cursor"
