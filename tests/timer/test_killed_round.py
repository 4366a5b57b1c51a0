"""A round that is killed in the middle: the next one goes on, and each thing has been done once."""

import os
import signal
from collections import Counter
from typing import Any

import psycopg
import pytest

from tests.running import catch, forked
from tests.world import BEGINNING, As, World, build, moment
from wangge.cases.models import Case, DeskLevel, Entry, LateRule, StageClock
from wangge.interfaces.timer.rounds import go_round
from wangge.kernel.kept import expire_all
from wangge.kernel.scope import machine, open_scope

CASES = 60
LATE = moment("2026-03-02 11:00")
MARKED = "SELECT count(*) FROM cases_entry WHERE step = 'mark_late'"


@pytest.mark.django_db(transaction=True)
def test_a_killed_round_is_finished_by_the_next_one(owner_connection: psycopg.Connection[Any]) -> None:
    _late_cases(build())
    child = forked(lambda: go_round(LATE))
    try:
        catch(lambda: _marks(owner_connection) >= 5)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    done = _marks(owner_connection)
    assert 5 <= done < CASES, "it died in the middle"

    go_round(LATE)
    go_round(LATE)

    with open_scope(machine("timer")):
        steps = Counter(Entry.objects.values_list("case_id", "step"))
        assert len(steps) == CASES * 3
        assert set(steps.values()) == {1}, "collect, mark_late and escalate, once in every case"
        assert set(Case.objects.values_list("desk_level", flat=True)) == {DeskLevel.STREET}
        assert not Case.objects.filter(next_due_at__lte=LATE).exists()


def _late_cases(world: World) -> None:
    with open_scope(machine("import")):
        LateRule.objects.create(
            stage=StageClock.FILE, level=DeskLevel.COMMUNITY, follows=LateRule.Follows.ESCALATE, from_on=BEGINNING
        )
    expire_all()
    with As(world.worker):
        for _each in range(CASES):
            world.collect("worker")


def _marks(db: psycopg.Connection[Any]) -> int:
    row = db.execute(MARKED).fetchone()
    assert row is not None
    return int(row[0])
