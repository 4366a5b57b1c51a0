"""A replay counts as the file does; killed in the middle and started again, it ends as if nothing had happened."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import psutil
import psycopg
import pytest

from tests.proof.matters import MANY, ON_TIME, Matters, some
from tests.running import command_of, data_of, wait_for
from wangge.interfaces.towns.replay import KEYS

pytestmark = pytest.mark.slow

LIFE = ("collect", "file", "dispatch", "accept", "feedback", "check", "close", "end")
BY_KIND = """
SELECT category.major_name, count(*) FILTER (WHERE part.late_at IS NULL), count(*)
FROM cases_assignment part JOIN cases_case c ON c.id = part.case_id
JOIN cases_category category ON category.id = c.category_id
GROUP BY 1
"""


class Replay:
    """`wangge replay` on a data folder of its own."""

    def __init__(self, home: Path, matters: Matters) -> None:
        outside = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = outside | {"WANGGE_HOME": str(home), "LANGUAGE": "zh"}
        self.words = ["replay", str(matters.file), "--areas", str(matters.areas)]
        subprocess.run(
            [sys.executable, "-m", "wangge", "migrate", "--verbosity", "0"], env=self.environment, check=True
        )
        self.database = data_of(self.environment)

    def start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "wangge", *self.words],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip

    def ask(self, question: Any) -> list[tuple[Any, ...]]:
        with self.database() as db:
            return db.execute(question).fetchall()


@pytest.fixture
def matters(tmp_path: Path) -> Matters:
    return some(tmp_path)


@pytest.fixture
def replay(tmp_path: Path, matters: Matters) -> Iterator[Replay]:
    home = tmp_path / "home"
    home.mkdir()
    keeper = subprocess.Popen(  # the server runs as long as somebody uses it
        [sys.executable, "-c", "import sys; from config import database; database.start(); sys.stdin.read()"],
        env=os.environ | {"WANGGE_HOME": str(home)}, stdin=subprocess.PIPE,
    )  # fmt: skip
    yield Replay(home, matters)
    keeper.communicate(timeout=30)


def test_killed_in_the_middle_it_ends_the_same(replay: Replay, matters: Matters) -> None:
    killed = replay.start()
    wait_for(lambda: ended(replay) >= MANY // 5)
    family = [psutil.Process(killed.pid), *psutil.Process(killed.pid).children(recursive=True)]
    killed.kill()
    killed.communicate()
    wait_for(lambda: not any("replay" in command_of(one) for one in family))
    middle = ended(replay)
    assert middle < MANY, "it had ended before it was killed: the test has proved nothing"

    again = replay.start()
    said, _ = again.communicate(timeout=300)
    assert again.returncode == 0, said

    good = sum(row["achieve"] == ON_TIME for row in matters.rows())
    assert f"on time {good} / {MANY}" in said
    assert {kind: (on_time, total) for kind, on_time, total in replay.ask(BY_KIND)} == matters.on_time("type")
    assert keys(replay) == sorted(key(row["rec_id"], step) for row in matters.rows() for step in LIFE)
    assert replay.ask("SELECT count(*) FROM cases_case WHERE stage = 'ended'") == [(MANY,)]
    assert replay.ask("SELECT count(*) FROM notices_notice") == [(0,)]
    verified = subprocess.run(
        [sys.executable, "-m", "wangge", "verify-journal"], env=replay.environment, capture_output=True, check=False
    )
    assert verified.returncode == 0, verified.stdout.decode()


def ended(replay: Replay) -> int:
    with suppress(psycopg.errors.UndefinedTable):
        return int(replay.ask("SELECT count(*) FROM cases_entry WHERE step = 'end'")[0][0])
    return 0


def keys(replay: Replay) -> list[UUID]:
    return sorted(found for (found,) in replay.ask("SELECT key FROM cases_entry"))


def key(number: str, step: str) -> UUID:
    return uuid5(KEYS, f"{number} {step}")
