"""The worker is killed in the middle of an import that was begun at the desk: the next one ends it."""

import os
import signal
from typing import Any

import psycopg
import pytest

from tests.registers.importing.sheets import STREET, checked, counts, doors, number, sheet
from tests.running import catch, forked
from tests.world import As, World, build
from wangge.kernel import clock
from wangge.kernel.models import Change
from wangge.registers.importing import acts
from wangge.registers.importing.models import Import
from wangge.registers.importing.working import waiting, work_off
from wangge.registers.people.models import Household, Person, Residence

ROOMS = 40
IN_A_ROOM = 8
PARTS = "SELECT count(*) FROM importing_importpart WHERE phase = 'write'"


@pytest.mark.django_db(transaction=True)
def test_another_worker_ends_it_the_same(owner_connection: psycopg.Connection[Any], settings: Any) -> None:
    settings.IMPORT_BATCH_ROWS = 8
    town = build()
    batch = _to_be_written(town)
    child = forked(_work)
    try:
        catch(lambda: (owner_connection.execute(PARTS).fetchone() or (0,))[0] >= 3)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with As(town.community):
        middle = Person.objects.count()
        assert 0 < middle < ROOMS * IN_A_ROOM, "it was not in the middle: the test has proved nothing"
        assert Import.objects.get().state == Import.State.WRITING

    _work()

    assert counts(batch, town.community) == {"new": ROOMS * IN_A_ROOM}
    with As(town.community):
        assert Import.objects.get().state == Import.State.WRITTEN
        assert Person.objects.count() == Residence.objects.count() == ROOMS * IN_A_ROOM
        assert Household.objects.count() == ROOMS
        assert not Residence.objects.filter(household=None).exists()
        assert Change.objects.filter(table="people_person").count() == ROOMS * IN_A_ROOM


def _to_be_written(town: World) -> Import:
    doors(town, "grid1", town.community, rooms=ROOMS)
    rows = [
        (f"张{'一二三四五六七八'[place]}", number(room * IN_A_ROOM + place), f"{STREET}1单元{room + 1}01室",
         "", "", "", "子" if place else "户主", "")
        for room in range(ROOMS) for place in range(IN_A_ROOM)
    ]  # fmt: skip
    batch = checked(sheet(rows), town.community)
    with As(town.community):
        return acts.write(batch, by=town.community, at=clock.now())


def _work() -> None:
    while found := waiting():
        work_off(found[0], apart=True)
