"""The rotation of keys is killed in the middle: the command once more, and nothing tells that it was."""

import os
import signal
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from config import database
from config.sealed import COLUMNS
from tests.registers.archive import citizen, door, hand, settled
from tests.running import catch, forked
from tests.world import As, build
from wangge.kernel import clock, crypto, resealing, sealing
from wangge.kernel.resealing import left
from wangge.kernel.scope import machine, open_scope
from wangge.registers.people.actions import PersonFacts, change_person
from wangge.registers.people.models import Person

PEOPLE = 24
ANEW = "SELECT count(*) FROM people_person WHERE get_byte(document_sealed, 0) = 2"


@pytest.mark.django_db(transaction=True)
def test_the_command_once_more_ends_it_the_same(
    owner_connection: psycopg.Connection[Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 1)
    _peopled()
    before, history = dict(_plain(owner_connection)), _history(owner_connection)
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, 2: b"k" * 16}
    child = forked(_rotate)
    try:
        catch(lambda: _sealed_anew(owner_connection) >= 4)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert 4 <= _sealed_anew(owner_connection) < PEOPLE, "it was not in the middle: the test has proved nothing"

    monkeypatch.undo()
    _rotate()

    settings.FIELD_KEYS = {2: b"k" * 16}
    assert left(owner_connection, COLUMNS) == 0
    assert dict(_plain(owner_connection)) == before
    assert _history(owner_connection) == history
    with open_scope(machine("timer")):
        assert list(sealing.verify()) == []


def _peopled() -> None:
    """People with documents and phones, one of whom has had another phone; the trail so far is sealed."""
    town = build()
    with As(town.community):
        here = door(town, "grid1", town.community)
        for serial in range(1, PEOPLE + 1):
            living = settled(town.community, f"张{chr(ord('一') + serial)}", here, citizen(serial), f"138{serial:08d}")
        person = Person.objects.get(pk=living.person_id)
        facts = PersonFacts(person.name, citizen(PEOPLE), "13900001111")
        change_person(person, facts, hand(town.community), area_code=living.area_code)
    with open_scope(machine("timer")):
        assert sealing.seal(clock.now())
    with open_scope(machine("timer")):
        sealing.write_heads()


def _plain(db: psycopg.Connection[Any]) -> Iterator[tuple[tuple[str, str, Any], str]]:
    """What every sealed value says."""
    for column in COLUMNS:
        key, name, table = (sql.Identifier(each) for each in (column.key, column.column, column.table))
        for pk, sealed in db.execute(sql.SQL("SELECT {}, {} FROM {}").format(key, name, table)).fetchall():
            if sealed:
                yield (column.table, column.column, pk), crypto.unseal(bytes(sealed), purpose=column.purpose)


def _history(db: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    """Every change, its sealed values told in plain."""
    purposes = {(column.table, column.column): column.purpose for column in COLUMNS}
    rows = db.execute('SELECT id, "table", row_id, kind, changed FROM kernel_change ORDER BY id').fetchall()
    return [
        (*row, {name: [_told(value, purposes.get((row[1], name))) for value in pair] for name, pair in changed.items()})
        for *row, changed in rows
    ]


def _told(value: Any, purpose: str | None) -> Any:
    return crypto.unseal(bytes.fromhex(value[2:]), purpose=purpose) if purpose and value else value


def _rotate() -> None:
    """The command, which logs in as the owner of the tables."""
    connection.close()
    web = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD", "OPTIONS")}
    owner = database.connection("owner")
    connection.settings_dict.update({name: owner[name] for name in web})
    try:
        call_command("rotate-keys")
    finally:
        connection.close()
        connection.settings_dict.update(web)


def _sealed_anew(db: psycopg.Connection[Any]) -> int:
    return int((db.execute(ANEW).fetchone() or (0,))[0])
