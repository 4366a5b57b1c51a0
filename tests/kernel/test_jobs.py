"""A job commits or vanishes with its act, carries keys only, and is not lost with its worker."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate import JobContext

from tests.jobs import work, worker
from wangge.kernel import clock, jobs
from wangge.kernel.ids import new_id
from wangge.kernel.scope import current

SEEN: list[Any] = []


@jobs.task("test.look_around")
def look_around(key: str) -> None:
    SEEN.append((key, current()))


@jobs.errand("test.go_out")
def go_out(context: JobContext) -> None:
    SEEN.append(("out", current()))


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    SEEN.clear()
    yield


def waiting() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queue_name, args, scheduled_at FROM procrastinate_jobs ORDER BY id")
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_a_job_commits_with_its_act() -> None:
    with transaction.atomic():
        jobs.defer("test.look_around", key=new_id())
    assert len(waiting()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_vanishes_with_its_act() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.defer("test.look_around", key=new_id())
        raise ZeroDivisionError
    assert waiting() == []


@pytest.mark.django_db
def test_a_job_can_wait_in_a_queue_until_a_moment() -> None:
    later = clock.now() + timedelta(hours=1)
    jobs.defer("anything.at_all", queue="slow", run_at=later, case_id=5, note_id=None)
    ((name, queue, _args, scheduled_at),) = waiting()
    assert (name, queue, scheduled_at) == ("anything.at_all", "slow", later)


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["张三", "138 1234 1234", "x" * 65, '{"phone": 1}'])
def test_a_job_carries_no_words(value: str) -> None:
    with pytest.raises(ValueError, match="carries keys"):
        jobs.defer("test.look_around", key=value)
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_as_the_worker() -> None:
    key = new_id()
    jobs.defer("test.look_around", key=key)
    work()
    ((seen_key, scope),) = SEEN
    assert seen_key == str(key)
    assert scope.name == "worker"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("heartbeat", "started", "is_lost"),
    [("5 minutes", "1 minute", True), ("1 second", "40 minutes", True), ("1 second", "1 minute", False)],
    ids=["its worker died", "its worker could not say that it had ended", "it runs"],
)
def test_a_job_that_was_lost_is_done_by_another(
    owner_connection: psycopg.Connection[Any], heartbeat: str, started: str, is_lost: bool
) -> None:
    jobs.defer("test.look_around", key=new_id())
    lose(owner_connection, heartbeat=heartbeat, started=started)
    work()
    assert SEEN == []
    look_for_the_lost()
    work()
    assert len(SEEN) == is_lost


@pytest.mark.django_db(transaction=True)
def test_an_errand_that_was_left_again_meanwhile_is_not_held_up_by_the_lost_one(
    owner_connection: psycopg.Connection[Any],
) -> None:
    jobs.wake("test.go_out")
    jobs.wake("test.go_out")
    assert len(waiting()) == 1, "one that waits is enough"
    jobs.defer("test.look_around", key=new_id())
    lose(owner_connection)
    jobs.wake("test.go_out")
    work()
    assert SEEN == []
    look_for_the_lost()
    work()
    assert sorted(name == "out" for name, _scope in SEEN) == [False, True], "and the other lost job is done too"


def lose(owner_connection: psycopg.Connection[Any], heartbeat: str = "5 minutes", started: str = "1 minute") -> None:
    """Every job that waits has been taken by a worker, which was last heard of so long ago."""
    owner_connection.execute(
        "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id)"
        " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM worker)",
        [heartbeat],
    )
    owner_connection.execute(
        "UPDATE procrastinate_events SET at = now() - %s::interval WHERE type = 'started'", [started]
    )
    owner_connection.commit()


def look_for_the_lost() -> None:
    with ThreadPoolExecutor(1) as thread:  # Playwright keeps an event loop in the thread of the tests
        thread.submit(asyncio.run, retry()).result()


async def retry() -> None:
    async with worker().open_async() as living:
        await jobs.retry_stalled_jobs.func(type("Context", (), {"app": living}), 0)  # type: ignore[arg-type]
