"""`wangge up`: one parent that sets up what is missing, starts web, worker and timer, and keeps them alive."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Literal

import psycopg

from config import database, embedded, environment, setting_up
from config.doubt import Doubt
from config.house import home

GRACE_SECONDS = 10
LOOK_EVERY_SECONDS = 0.5
# A child that falls over again and again is started again after ever longer pauses; one that has lived is healthy.
LONGEST_PAUSE_SECONDS = 30
HEALTHY_SECONDS = 60
# The worker writes its heartbeat every 10 s; web answers within milliseconds.
SILENCE_SECONDS = 40
PING_EVERY_SECONDS = 10
PINGS_MISSED = 3


def up() -> int:
    """Set up, start, supervise until told to stop, stop."""
    host, port = environment.text("HOST", "127.0.0.1"), environment.number("PORT", 8000)
    with _OnlyOne():
        _refuse_taken(host, port)
        Stop.listen()
        try:
            setting_up.run()
            house = House.of(host, port)
            house.start()
            setting_up.welcome(f"http://{_shown(host)}:{port}/")
            setting_up.let_demo_live_on()  # before the timer marks late what its people would have done
            house.start_others()
            house.supervise()
        except Stop:
            pass
        finally:
            Stop.ignore()
            print("\nStopping …", flush=True)
            _stop_all()
    return 0


class Stop(BaseException):
    """Somebody pressed Ctrl-C, or the system goes down."""

    @staticmethod
    def listen() -> None:
        """From now on these signals mean: stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, Stop._raise)

    @staticmethod
    def ignore() -> None:
        """While stopping, another Ctrl-C changes nothing."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)

    @staticmethod
    def _raise(number: int, frame: FrameType | None) -> None:
        raise Stop


@dataclass
class Child:
    """One of our processes."""

    name: Literal["web", "worker", "timer"]
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    pause: float = 1

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches only the parent."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=database.for_children(),
            process_group=0,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )

    def revive(self) -> None:
        """Start it again if it has ended."""
        if self.is_running() or self.process is None:
            return
        if self.age() > HEALTHY_SECONDS:
            self.pause = 1
        if self.age() < self.pause:
            return
        print(f"{self.name} ended with {self.process.returncode}; starting it again", file=sys.stderr, flush=True)
        self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.signal(signal.SIGKILL)
        self.start()

    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.started_at

    def signal(self, number: signal.Signals) -> None:
        """Tell it and all of its own children, who may outlive it: a web worker would keep the port."""
        with suppress(ProcessLookupError):
            if self.process:
                os.killpg(self.process.pid, number)

    def is_running(self) -> bool:
        """Whether it still runs."""
        return self.process is not None and self.process.poll() is None


@dataclass
class House:
    """All processes, and what was last heard of them."""

    port: int
    children: list[Child]
    pinged_at: float = 0
    pings_missed: int = field(default=0)

    @classmethod
    def of(cls, host: str, port: int) -> "House":
        """Web, worker and timer."""
        python = sys.executable
        web = [python, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
        web += ["--workers", "1", "--blocking-threads", str(environment.number("WANGGE_THREADS", 4))]
        web += ["--blocking-threads-idle-timeout", "600", "--workers-kill-timeout", "5", "--respawn-failed-workers"]
        web += ["--no-ws", "--log-level", "warning", "config.wsgi:application"]
        worker = [python, "-m", "wangge", "procrastinate", "--skip-checks", "worker", "--concurrency", "3"]
        worker += ["--shutdown-graceful-timeout", "8"]
        timer = [python, "-m", "wangge", "timer", "--skip-checks"]
        return cls(port, [Child("web", web), Child("worker", worker), Child("timer", timer)])

    def start(self) -> None:
        """Web first and alone, so that somebody is served as soon as can be."""
        RUNNING.append(self)
        web = self.children[0]
        web.start()
        _await_answer(web, self.port)

    def start_others(self) -> None:
        """Worker and timer."""
        for child in self.children[1:]:
            child.start()

    def supervise(self) -> None:
        """Until told to stop: what has ended starts again; what has fallen silent is ended."""
        while True:
            time.sleep(LOOK_EVERY_SECONDS)
            if _revive_database():
                self.end_the_forsaken()
            for child in self.children:
                child.revive()
            if time.monotonic() - self.pinged_at > PING_EVERY_SECONDS:
                self.pinged_at = time.monotonic()
                self.end_the_silent()

    def end_the_silent(self) -> None:
        """A process may live and do nothing, for example after PostgreSQL was started again."""
        web, worker, _ = self.children
        self.pings_missed = 0 if _answers(self.port) else self.pings_missed + 1
        if self.pings_missed >= PINGS_MISSED and web.age() > SILENCE_SECONDS:
            self.pings_missed = 0
            _end(web)
        if worker.age() > SILENCE_SECONDS and _worker_is_silent():
            _end(worker)

    def end_the_forsaken(self) -> None:
        """A worker outlives its database, but the jobs that it could not close would count as running for ever."""
        _, worker, _ = self.children
        worker.signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask them to stop; after the grace time, end them."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.is_running() for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process:
                child.process.wait()


RUNNING: list[House] = []


def _stop_all() -> None:
    for house in RUNNING:
        house.stop()
    if database.is_embedded():
        embedded.leave()


def _end(child: Child) -> None:
    print(f"{child.name} has fallen silent; ending it", file=sys.stderr, flush=True)
    child.signal(signal.SIGKILL)


def _revive_database() -> bool:
    """Whether PostgreSQL had to be started again."""
    if not database.is_embedded() or embedded.is_running():
        return False
    print("PostgreSQL has ended; starting it again", file=sys.stderr, flush=True)
    try:
        database.start()
    except (subprocess.SubprocessError, RuntimeError, OSError) as error:
        # Its last children may still be leaving; the next look tries again.
        print(f"PostgreSQL did not start: {error}", file=sys.stderr, flush=True)
        return False
    return True


def _worker_is_silent() -> bool:
    silence = "SELECT coalesce(min(now() - last_heartbeat) > interval '40 seconds', true) FROM procrastinate_workers"
    try:
        with database.address_of("web").connect(options=f"-c role={database.APP}") as db:
            return db.execute(silence).fetchone() == (True,)
    except psycopg.Error:
        return False


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.HTTPError, OSError) as error:
        return isinstance(error, urllib.error.HTTPError)


def _await_answer(web: Child, port: int) -> None:
    deadline = time.monotonic() + 60
    while not _answers(port):
        if time.monotonic() > deadline or not web.is_running():
            raise Doubt("The web server does not answer; what it said stands above.")
        time.sleep(0.05)


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Doubt(f"{host}:{port} cannot be used ({error.strerror}); choose another with PORT=…") from error


class _OnlyOne:
    """One `wangge up` for one data folder."""

    def __enter__(self) -> None:
        self.file = (home() / "up.lock").open("wb")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Doubt(f"Wangge already runs on {home()}; another needs its own WANGGE_HOME.") from error

    def __exit__(self, *error: object) -> None:
        self.file.close()


def _shown(host: str) -> str:
    return "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host  # noqa: S104


def _die_with_parent() -> None:
    """On Linux: when the parent is killed, its children stop too, so that nothing runs unsupervised."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
