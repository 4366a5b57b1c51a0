"""A real `wangge up` for a test: on a data folder and a port of its own, with its children at hand."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
from django.db import connections

PATIENCE_SECONDS = 90


class Running:
    """A running `wangge up`."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home = home
        outside = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = outside | {"WANGGE_HOME": str(home), "PORT": str(self.port), "WANGGE_DEMO": "no"}
        self.said = home / "said"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wangge", "up"],
                env=self.environment,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wangge(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another command on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "wangge", *words], env=self.environment, capture_output=True, text=True, check=False
        )

    def owner(self) -> psycopg.Connection[Any]:
        """The database as its owner sees it."""
        return data_of(self.environment)()

    def stop(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def children(self) -> list[psutil.Process]:
        """Its processes and theirs, the elder first."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, words: str) -> psutil.Process | None:
        """The eldest whose command line has these words."""
        return next((child for child in self.children() if words in command_of(child)), None)

    def postgres(self) -> int:
        return int((self.home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])


def command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def wait_for(what: Callable[[], object], *, patience: float = PATIENCE_SECONDS, every: float = 0.2) -> None:
    deadline = time.monotonic() + patience
    while not what():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(every)


def catch(what: Callable[[], object]) -> None:
    """Look so often that work is met in its middle."""
    wait_for(what, patience=20, every=0.002)


def data_of(environment: dict[str, str]) -> Callable[[], psycopg.Connection[Any]]:
    """Opens the database of a data folder as its owner sees it."""
    where = "from config import embedded; print(embedded.socket_folder())"
    asked = subprocess.run([sys.executable, "-c", where], env=environment, capture_output=True, text=True, check=True)
    folder = asked.stdout.strip()
    return lambda: psycopg.connect(host=folder, dbname="wangge", user="wangge_owner", autocommit=True)


def forked(work: Callable[[], object]) -> int:
    """Work in a process of its own, which speaks on no connection of its parent's; its number."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            # Under Playwright's event loop the parent has other connections than those that it has just closed.
            for each in connections.all(initialized_only=True):
                each.connection = None
            work()
        finally:
            os._exit(0)
    return child
