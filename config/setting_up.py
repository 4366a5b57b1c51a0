"""What `wangge up` sees to before it serves: tables, static files, a demo town; each only where something changed."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import psycopg
from rich.console import Console
from rich.table import Table

from config import database
from config.doubt import Doubt
from config.house import ROOT, home

CONSOLE = Console(highlight=False)
DEMO_ACCOUNTS = "secrets/demo-accounts.json"
STATIC_INPUTS = ("wangge/interfaces/*/static/**/*", "config/static.py", "config/front_end.py", "package-lock.json")
MIGRATIONS = ("wangge/**/migrations/[0-9]*.py",)


def run() -> None:
    """Bring everything up to this code."""
    with ThreadPoolExecutor(1) as beside:  # while the database starts, the settings are read and checked
        prepared = beside.submit(_start_database)
        settings = import_module("config.settings")
        prepared.result()
        collected = beside.submit(_collect_static)
        if not _schema_is_current():
            _said("Making the tables", lambda: _wangge("migrate", "--verbosity", "0"))
            _stamp("tables", "requirements.txt")
        if settings.HAS_DEMO and _nobody_is_here():
            _wangge("demo")
        collected.result()


def _collect_static() -> None:
    if not _is_stamped("static", *STATIC_INPUTS):
        _wangge("collectstatic", "--no-input", "--verbosity", "0")
        _stamp("static", *STATIC_INPUTS)


def _start_database() -> None:
    _said("Starting the database", database.start)
    database.prepare()


def welcome(address: str) -> None:
    """Say where it is, and who may sign in."""
    CONSOLE.print(f"\n[bold]Wangge 网格[/bold]  {address}\n")
    accounts = home() / DEMO_ACCOUNTS
    if accounts.exists():
        table = Table("role", "name", "area", "user name", "password", box=None, pad_edge=False, header_style="bold")
        for account in json.loads(accounts.read_text()):
            table.add_row(*(str(account[key]) for key in ("role", "name", "area", "username", "password")))
        CONSOLE.print(table, "")
    CONSOLE.print("Ctrl-C stops everything.\n")


def let_demo_live_on() -> None:
    """The people of a demo town live through the days since the house was last up; no other house has such people."""
    if import_module("config.settings").HAS_DEMO and _is_demo():
        try:
            _said("Living the days since", lambda: _wangge("demo", "--live-on"))
        except Doubt as doubt:  # the house serves all the same
            CONSOLE.print(f"[dim]{doubt}[/dim]")


def _said(what: str, act: Callable[[], object]) -> None:
    began = time.monotonic()
    with CONSOLE.status(f"{what} …"):
        act()
    CONSOLE.print(f"[dim]{what}: {time.monotonic() - began:.1f} s[/dim]")


def _wangge(*words: str) -> None:
    """Each step is a command of its own, under the login that it needs."""
    ended = subprocess.run([sys.executable, "-m", "wangge", *words], check=False, cwd=ROOT, env=dict(os.environ))
    if ended.returncode:
        raise Doubt(f"`wangge {' '.join(words)}` failed; what it said stands above.")


def _schema_is_current() -> bool:
    """Whether our own migrations have all been applied, and those of packages since the packages last changed."""
    ours = {(file.parent.parent.name, file.stem) for file in _files(*MIGRATIONS)}
    try:
        with database.address_of("owner").connect() as db:
            applied = set(db.execute("SELECT app, name FROM django_migrations").fetchall())
    except psycopg.errors.UndefinedTable:
        return False
    return ours <= applied and _is_stamped("tables", "requirements.txt")


def _nobody_is_here() -> bool:
    with database.address_of("owner").connect() as db:
        return db.execute("SELECT NOT EXISTS (SELECT FROM accounts_user)").fetchone() == (True,)


def _is_demo() -> bool:
    with database.address_of("owner").connect() as db:
        made = "SELECT EXISTS (SELECT FROM kernel_record WHERE room = 'towns' AND act = 'made')"
        return db.execute(made).fetchone() == (True,)


def _is_stamped(step: str, *inputs: str) -> bool:
    stamp = home() / f"{step}.stamp"
    return stamp.exists() and stamp.read_text() == _digest(_files(*inputs))


def _stamp(step: str, *inputs: str) -> None:
    (home() / f"{step}.stamp").write_text(_digest(_files(*inputs)))


def _files(*patterns: str) -> list[Path]:
    return sorted(file for pattern in patterns for file in ROOT.glob(pattern) if file.is_file())


def _digest(files: Iterable[Path]) -> str:
    sums = (f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}\n" for file in files)
    return hashlib.sha256("".join(sums).encode()).hexdigest()
