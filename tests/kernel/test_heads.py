"""Nothing that may still commit is left out; what another database of the server does holds nobody up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection, transaction

from config import database
from wangge.kernel.heads import oldest_running

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def running(name: str) -> Iterator[int]:
    """A transaction that has written in a database of this server and has not ended; its number."""
    with replace(database.address_of("owner"), name=name).connect() as db, db.transaction():
        (number,) = db.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or (0,)
        yield int(number)


def _here() -> str:
    return str(connection.settings_dict["NAME"])


def _ended() -> None:
    with replace(database.address_of("owner"), name=_here()).connect() as db:
        db.execute("SELECT pg_current_xact_id()")


def test_who_runs_in_this_database_holds_the_others_back() -> None:
    with running(_here()) as number:
        _ended()
        assert oldest_running() <= number
    _ended()
    assert oldest_running() > number


def test_who_runs_in_another_database_does_not() -> None:
    with running("postgres") as number:
        _ended()
        assert oldest_running() > number


def test_one_here_counts_though_another_elsewhere_is_older() -> None:
    with running("postgres") as elsewhere, running(_here()) as number:
        _ended()
        assert elsewhere < oldest_running() <= number


def test_ones_own_transaction_counts() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert oldest_running() <= cursor.fetchone()[0]


def test_it_needs_no_right_of_the_servers_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR pg_has_role('pg_read_all_stats', 'USAGE') FROM pg_roles WHERE rolname = user"
        )
        assert cursor.fetchone() == (False,)
