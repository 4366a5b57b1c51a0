"""kill -9 in the middle of a load: what was acknowledged is there once, and what was promised has happened once."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
import pytest

from config.house import ROOT
from config.reactions import REACTIONS
from tests.proof.load import Load
from tests.running import Running, command_of, wait_for

pytestmark = pytest.mark.slow

TEAMS = 3
ROUNDS = int(os.environ.get("WANGGE_PROOF_ROUNDS", "1"))
BETWEEN_SECONDS = 2.0
LIFE = ("collect", "file", "dispatch", "accept", "feedback", "check", "note")
# Who is told of these steps, however far the case has come when the job runs.
TOLD = {"file": "operator", "dispatch": "works_handler", "note": "duty_second"}
Database = psycopg.Connection[Any]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Running]:
    house = Running(tmp_path)
    wait_for(house.is_ready)
    yield house
    house.stop()


def load_for(house: Running) -> Load:
    made = subprocess.run(
        [sys.executable, "-m", "tests.proof.town", str(TEAMS)],
        env=house.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    return Load(f"http://127.0.0.1:{house.port}", told["condition"], told["teams"])


def kill(house: Running, find: Callable[[Running], psutil.Process | None]) -> None:
    """Kill -9, and wait until another has taken the place."""
    wait_for(lambda: find(house))
    killed = find(house)
    assert killed
    killed.kill()
    wait_for(lambda: (found := find(house)) and found.pid != killed.pid)


def worker(house: Running) -> psutil.Process | None:
    return house.child("procrastinate")


def web_server(house: Running) -> psutil.Process | None:
    return house.child("granian")


def web_worker(house: Running) -> psutil.Process | None:
    server = web_server(house)
    below = server.children() if server else []
    return next((child for child in below if "granian" in command_of(child)), None)


def database(house: Running) -> psutil.Process | None:
    try:
        return psutil.Process(house.postgres())
    except (psutil.NoSuchProcess, OSError, ValueError):
        return None


def test_killed_under_load_nothing_is_lost_and_nothing_doubled(house: Running) -> None:
    load = load_for(house)
    with load.running():
        for _ in range(ROUNDS):
            for find in (worker, database, web_worker, web_server):
                time.sleep(BETWEEN_SECONDS)
                kill(house, find)
                wait_for(house.is_ready)
        time.sleep(BETWEEN_SECONDS)
    assert load.sent_again, "nobody noticed anything: the test has proved nothing"

    with house.owner() as db:
        await_worker(db)
        assert count(db, "procrastinate_jobs", "status <> 'succeeded'") == 0
        assert journal(db) == sorted((said.case, said.position, said.step, said.entry) for said in load.acknowledged)
        assert set(lives(db).values()) == {LIFE}
        every_promise_was_kept(db)
    verified = house.wangge("verify-journal")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def await_worker(db: Database) -> None:
    """Until nothing waits, however much it is, as long as it becomes less."""

    def is_fewer(than: int) -> bool:
        return waiting() < than

    def waiting() -> int:
        return count(db, "procrastinate_jobs", "status IN ('todo', 'doing')")

    while left := waiting():
        wait_for(partial(is_fewer, left))


def journal(db: Database) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT number, position, step, entry.id FROM cases_entry entry JOIN cases_case c ON c.id = case_id"
        " ORDER BY number, position"
    ).fetchall()


def lives(db: Database) -> dict[str, tuple[str, ...]]:
    """The steps of each case in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for number, _position, step, _entry in journal(db):
        found[number] = (*found.get(number, ()), step)
    return found


def every_promise_was_kept(db: Database) -> None:
    """Each reaction of each step has run, and who had to be told was told once."""
    done = db.execute("SELECT DISTINCT task_name, (args->>'entry_id')::bigint FROM procrastinate_jobs").fetchall()
    promised = {(task, entry) for _n, _p, step, entry in journal(db) for task in REACTIONS[step]}
    assert {(task, entry) for task, entry in done if entry} == promised
    for step, told in TOLD.items():
        untold = db.execute(
            "SELECT entry.id FROM cases_entry entry WHERE entry.step = %s AND 1 <> (SELECT count(*)"
            " FROM notices_notice notice JOIN accounts_user u ON u.id = notice.user_id"
            " WHERE notice.entry_id = entry.id AND username = %s)",
            [step, told],
        ).fetchall()
        assert untold == [], step


def count(db: Database, table: LiteralString, which: LiteralString) -> int:
    row = db.execute(f"SELECT count(*) FROM {table} WHERE {which}").fetchone()  # noqa: S608
    return int(row[0]) if row else 0
