"""`wangge up` on an empty data folder: it serves, it brings back what is killed, and it stops without a trace."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

pytestmark = pytest.mark.slow
PATIENCE_SECONDS = 90


class House:
    """A running `wangge up`."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home = home
        outside = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.said = home / "said"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wangge", "up"],
                env=outside | {"WANGGE_HOME": str(home), "PORT": str(self.port), "WANGGE_DEMO": "no"},
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def child(self, words: str) -> psutil.Process | None:
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if words in _command(child):
                return child
        return None

    def postgres(self) -> int:
        return int((self.home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _await(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.2)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    _await(house.is_ready)
    yield house
    house.process.send_signal(signal.SIGINT)
    house.process.wait(timeout=30)


def _killed(process: psutil.Process | None) -> int:
    assert process
    process.kill()
    return process.pid


def test_what_is_killed_comes_back_and_ctrl_c_leaves_nothing(house: House) -> None:
    _await(lambda: house.child("procrastinate worker"))
    worker = _killed(house.child("procrastinate worker"))
    web = _killed(house.child("granian"))
    _await(lambda: (found := house.child("procrastinate worker")) and found.pid != worker)
    _await(lambda: (found := house.child("granian")) and found.pid != web)
    _await(house.is_ready)

    crashed = house.postgres()
    os.kill(crashed, signal.SIGKILL)
    _await(lambda: not house.is_ready() or house.postgres() != crashed)
    _await(house.is_ready)
    assert house.postgres() != crashed

    children = psutil.Process(house.process.pid).children(recursive=True)
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(timeout=30) == 0
    assert "Traceback" not in house.said.read_text().rsplit("Stopping", 1)[-1]
    _await(lambda: not any(_command(child) for child in children))
    assert not (house.home / "postgres" / "postmaster.pid").exists()
