"""Seals find what was changed, taken away or added."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from tests.world import MONDAY_NINE, As, World, build, moment
from wangge.cases import sealing
from wangge.cases.models import Case, Entry
from wangge.cases.stages import file
from wangge.kernel.scope import machine, open_scope

TAMPERINGS = {
    "a changed entry": "UPDATE cases_entry SET at = at + interval '1 hour' WHERE position = 2",
    "a missing tail": "DELETE FROM cases_words WHERE entry_id = (SELECT max(id) FROM cases_entry);"
    "DELETE FROM cases_entry WHERE id = (SELECT max(id) FROM cases_entry)",
    "a changed case": "UPDATE cases_case SET stage = 'ended'",
    "a changed head": "UPDATE cases_seal SET head = repeat('0', 64)",
    "a missing seal": "DELETE FROM cases_seal",
    "an erased digest": "UPDATE cases_words SET salt = '\\x00'",
}


@pytest.fixture
def sealed(transactional_db: None) -> World:
    """A town with one case of two entries, sealed."""
    world = build()
    with As(world.worker):
        case = world.collect("worker").case
    with As(world.community):
        file.file(case, world.visit("community", moment("2026-03-02 09:10")), condition=world.conditions["cover"])
    _seal()
    return world


def _seal() -> None:
    with open_scope(machine("timer")):
        sealing.seal(MONDAY_NINE)
    with open_scope(machine("timer")):
        sealing.write_heads()


def _faults() -> list[str]:
    with open_scope(machine("timer")):
        return [str(fault) for fault in sealing.verify()]


def test_an_untouched_journal_holds(sealed: World) -> None:
    assert _faults() == []
    _seal()
    assert len(Path(settings.SEALS_FILE).read_text().splitlines()) == 1, "nothing new, nothing sealed"


@pytest.mark.parametrize("sql", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_by_the_owner_shows(sealed: World, owner_connection: psycopg.Connection[Any], sql: str) -> None:
    switch = "ALTER TABLE cases_entry {0} TRIGGER USER; ALTER TABLE cases_seal {0} TRIGGER USER"
    for statement in (switch.format("DISABLE"), sql, switch.format("ENABLE")):
        with owner_connection.transaction():
            owner_connection.execute(statement)
    assert _faults()


def test_a_lost_file_shows(sealed: World) -> None:
    Path(settings.SEALS_FILE).unlink()
    assert _faults()


def test_erased_words_leave_the_chain_valid(sealed: World, owner_connection: psycopg.Connection[Any]) -> None:
    with owner_connection.transaction():
        owner_connection.execute("UPDATE cases_words SET sealed = NULL, salt = NULL, erased_at = now()")
    assert _faults() == []


def test_the_journal_refuses_changes_by_the_product(sealed: World) -> None:
    from django.db import Error

    with As(sealed.community):
        entry = Entry.objects.first()
        assert entry
    for change in (
        lambda: Entry.objects.update(step="note"),
        lambda: Entry.objects.all().delete(),
        lambda: Case.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(Error), As(sealed.community):
            change()
