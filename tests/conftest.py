"""What every test stands on: our own PostgreSQL, tables made by their owner, tests bound by row-level security."""

import os
import socket
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from config import database
from config.settings import DATABASES
from tests.world import World, build

# Playwright keeps an event loop in the thread in which tests ask the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

QUEUE_TABLES = ["procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers"]
AS_WEB = dict(DATABASES["default"])
# Tests that run beside each other have a database each.
AS_WEB["TEST"]["NAME"] += os.environ.get("PYTEST_XDIST_WORKER", "").replace("gw", "_")


def pytest_configure(config: pytest.Config) -> None:
    """Tests hash fast, and serve static files from where they are written."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests begin, so that in the end no core waits for another."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """The owner makes and migrates the test database; then the product's login takes over. It is left for a look."""
    database.start()
    database.prepare()
    reuse = request.config.getvalue("reuse_db") and not request.config.getvalue("create_db")
    _make_database(AS_WEB["TEST"]["NAME"], reuse=reuse)
    with django_db_blocker.unblock():
        _log_in_as(database.connection("owner"))
        setup_databases(verbosity=0, interactive=False, keepdb=True, serialized_aliases=[])
        _log_in_as(AS_WEB)
    # Of the class, because under Playwright's event loop the same thread has another connection.
    type(connection.ops).execute_sql_flush = lambda operations, sql_list: _flush(sql_list)  # type: ignore[method-assign, assignment]


def _make_database(name: str, *, reuse: bool) -> None:
    with replace(database.address_of("owner"), name="postgres").connect() as db:
        found = db.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if found and reuse:
            return
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        db.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    with _owner().connect() as db:
        database.grant_by_default(db)


def _log_in_as(description: dict[str, Any]) -> None:
    connection.close()
    connection.settings_dict.update(USER=description["USER"], PASSWORD=description["PASSWORD"])
    connection.settings_dict["OPTIONS"] = description["OPTIONS"]


def _owner() -> database.Address:
    return replace(database.address_of("owner"), name=AS_WEB["TEST"]["NAME"])


def _flush(sql_list: Iterable[str]) -> None:
    """Tests that commit are cleaned by the owner: the product may not truncate, and the journal refuses anybody."""
    connection.close()
    with _owner().connect() as db, db.transaction():
        guarded = _tables_that_refuse(db)
        _switch_triggers(db, guarded, "DISABLE")
        for statement in sql_list:
            db.execute(statement)
        db.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, QUEUE_TABLES))))
        _switch_triggers(db, guarded, "ENABLE")


def _tables_that_refuse(db: psycopg.Connection[Any]) -> list[str]:
    truncates = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 = 32"
    return [name for (name,) in db.execute(truncates).fetchall()]


def _switch_triggers(db: psycopg.Connection[Any], tables: list[str], how: str) -> None:
    for table in tables:
        db.execute(sql.SQL("ALTER TABLE {} " + how + " TRIGGER USER").format(sql.Identifier(table)))


@pytest.fixture
def owner_connection(transactional_db: None) -> Iterator[psycopg.Connection[Any]]:
    """The test database as its owner sees it: no row-level security. For tests that commit."""
    with _owner().connect() as db:
        yield db


@pytest.fixture
def rows_stand_still(settings: Any) -> None:
    """Rows in memory are not looked at again while queries are counted, however slow the machine is."""
    settings.ROWS_POLL_SECONDS = 600


@pytest.fixture(autouse=True)
def _files_apart(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEALS_FILE = tmp_path / "seals.jsonl"


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Nothing leaves this machine."""
    with pytest.MonkeyPatch.context() as patch:
        real = socket.socket.connect

        def connect(self: socket.socket, address: Any) -> None:
            if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
                raise OSError(f"tests may not reach {address[0]}")
            real(self, address)

        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture
def world(db: None) -> World:
    """The small town, made anew for one test."""
    return build()
