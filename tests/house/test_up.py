"""`wangge up` on an empty data folder: it serves, it brings back what is killed, and it stops without a trace."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.running import Running, command_of, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Running]:
    house = Running(tmp_path)
    wait_for(house.is_ready)
    yield house
    house.stop()


def _killed(process: psutil.Process | None) -> int:
    assert process
    process.kill()
    return process.pid


def test_what_is_killed_comes_back_and_ctrl_c_leaves_nothing(house: Running) -> None:
    wait_for(lambda: house.child("procrastinate"))
    worker = _killed(house.child("procrastinate"))
    web_workers = [child for child in house.children() if "granian" in command_of(child)][1:]
    web = _killed(house.child("granian"))
    wait_for(lambda: not any(one.is_running() for one in web_workers))
    wait_for(lambda: (found := house.child("procrastinate")) and found.pid != worker)
    wait_for(lambda: (found := house.child("granian")) and found.pid != web)
    wait_for(house.is_ready)

    crashed = house.postgres()
    os.kill(crashed, signal.SIGKILL)
    wait_for(lambda: not house.is_ready() or house.postgres() != crashed)
    wait_for(house.is_ready)
    assert house.postgres() != crashed

    children = house.children()
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(timeout=30) == 0
    assert "Traceback" not in house.said.read_text().rsplit("Stopping", 1)[-1]
    wait_for(lambda: not any(command_of(child) for child in children))
    assert not (house.home / "postgres" / "postmaster.pid").exists()
