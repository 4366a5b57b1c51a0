"""The embedded server: shared by whoever uses it, stopped by whoever leaves last, found again after a crash."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

USER = """
import sys
from config import database
database.start()
database.prepare()
with database.address_of("web").connect(options="-c role=wangge_app") as db:
    print(*db.execute("SELECT current_user, session_user").fetchone(), flush=True)
sys.stdin.readline()
"""


def _user(home: Path) -> "subprocess.Popen[str]":
    outside = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    user = subprocess.Popen(
        [sys.executable, "-c", USER],
        env=outside | {"WANGGE_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert user.stdout
    assert user.stdout.readline() == "wangge_app wangge_web\n"
    return user


def _server(home: Path) -> int:
    return int((home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])


@pytest.mark.slow
def test_the_last_one_to_leave_stops_the_server(tmp_path: Path) -> None:
    first, second = _user(tmp_path), _user(tmp_path)
    first.communicate("\n")
    assert (tmp_path / "postgres" / "postmaster.pid").exists()
    second.communicate("\n")
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


@pytest.mark.slow
def test_after_a_crash_the_next_one_starts_it_again(tmp_path: Path) -> None:
    first = _user(tmp_path)
    crashed = _server(tmp_path)
    os.kill(crashed, signal.SIGKILL)
    first.kill()
    first.communicate()
    second = _user(tmp_path)
    assert _server(tmp_path) != crashed
    second.communicate("\n")
