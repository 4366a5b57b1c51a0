"""The night in which people past their term are erased is killed in the middle: the next one ends it the same."""

import os
import signal
from collections import Counter
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.registers.archive import citizen, door, hand, settled
from tests.running import catch, forked
from tests.world import As, World, build
from wangge.interfaces.timer.cleaning import clean
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.models import Record
from wangge.kernel.scope import machine, open_scope
from wangge.registers.people.actions import move_out
from wangge.registers.rights import actions
from wangge.registers.rights.actions import retention
from wangge.registers.rights.models import RetentionLine, RetentionRun

PEOPLE, AT_ONCE = 24, 4
ERASED = "SELECT count(*) FROM rights_retentionline WHERE outcome = 'erased'"
APART = """
    SELECT (SELECT count(*) FROM rights_retentionline WHERE outcome = 'erased')
        - (SELECT count(*) FROM people_person WHERE erased_at IS NOT NULL)
"""
HOLDS_A_NAME = "SELECT count(*) FROM {} t WHERE t::text LIKE '%欧阳%'"


@pytest.mark.django_db(transaction=True)
def test_the_next_night_ends_it_the_same(
    owner_connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", AT_ONCE)
    _approved(build())
    assert _tables_with_a_name(owner_connection) >= {"people_person", "people_residence"}
    child = forked(lambda: clean(clock.now()))
    try:
        catch(lambda: _erased(owner_connection) >= AT_ONCE)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert AT_ONCE <= _erased(owner_connection) < PEOPLE, "it was not in the middle: the test has proved nothing"
    assert _count(owner_connection, sql.SQL(APART)) == 0, "a line and its person go together"

    clean(clock.now())

    with open_scope(machine("timer")):
        run = RetentionRun.objects.get()
        assert (run.due_count, run.erased_count) == (PEOPLE, PEOPLE)
        assert run.ended_at
        assert set(RetentionLine.objects.values_list("outcome", flat=True)) == {"erased"}
        erasures = Counter(Record.objects.filter(act="person_erased").values_list("subject_id", flat=True))
        assert len(erasures) == PEOPLE
        assert set(erasures.values()) == {1}, "each of them once"
    assert _tables_with_a_name(owner_connection) == set()


def _approved(town: World) -> None:
    """People who left long ago, in a report that has been approved."""
    with As(town.community):
        here = door(town, "grid1", town.community)
        for serial in range(1, PEOPLE + 1):
            name = f"欧阳{chr(ord('一') + serial)}"
            living = settled(town.community, name, here, citizen(serial), f"138{serial:08d}")
            move_out(living, clock.today() - timedelta(days=800), hand(town.community))
    with open_scope(machine("timer")):
        run = actions.report(clock.now())
    assert run
    with As(town.security_admin):
        actions.approve(run, by=town.security_admin, at=clock.now(), key=new_id())


def _tables_with_a_name(db: psycopg.Connection[Any]) -> set[str]:
    """Where in the whole database somebody is named."""
    tables = db.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    names = [name for (name,) in tables.fetchall()]
    return {name for name in names if _count(db, sql.SQL(HOLDS_A_NAME).format(sql.Identifier(name)))}


def _erased(db: psycopg.Connection[Any]) -> int:
    return _count(db, sql.SQL(ERASED))


def _count(db: psycopg.Connection[Any], question: sql.SQL | sql.Composed) -> int:
    return int((db.execute(question).fetchone() or (0,))[0])
