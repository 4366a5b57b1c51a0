"""After people went through acts, no text of any table, no job and no log line holds a number in clear."""

import logging
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.test import Client
from psycopg import sql

from tests.desk.lives import browser
from tests.registers.archive import citizen, door, hand
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.trail import look
from wangge.registers.people.actions import Living, PersonFacts, change_person, settle
from wangge.registers.rights import actions
from wangge.registers.rights.models import Request

NUMBERS = (citizen(1).number, "13812345678", "13987654321")


@pytest.mark.django_db(transaction=True)
def test_no_plain_number_anywhere(
    world: World, owner_connection: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    cache.clear()
    with caplog.at_level(logging.DEBUG):
        live(world)
    found = [f"{table}: {row[:200]}" for table, row in everything(owner_connection) if any(n in row for n in NUMBERS)]
    assert found == []
    assert [record.getMessage() for record in caplog.records if any(n in record.getMessage() for n in NUMBERS)] == []


def live(world: World) -> None:
    """A person settles, is looked at, changes his phone, asks by the portal, is answered, and is sought."""
    number, phone, other = NUMBERS
    with As(world.worker):
        facts = PersonFacts("张小明", citizen(1), phone)
        residence = settle(facts, Living(door(world, "grid1", world.worker)), hand(world.worker))
        look("person", residence.person_id, "phone", by=world.worker, at=clock.now(), reason="走访")
        changed = PersonFacts("张小明", citizen(1), other)
        change_person(residence.person, changed, hand(world.worker), area_code=residence.area_code)
    resident = Client()
    ticket = resident.get("/mine/ask/").context["form"]["ticket"].value()
    asked = {"ticket": ticket, "name": "张小明", "number": number, "phone": other}
    corrected = {"kind": "correct", "field": "phone", "value": phone}
    assert resident.post("/mine/ask/", {**asked, **corrected}).status_code == 302
    desk = browser("community")
    with As(world.duty):
        pk = Request.objects.get().pk
    assert desk.post(f"/desk/requests/{pk}", {"decision": "granted", "key": new_id()}).status_code == 302
    desk.get("/desk/requests/")
    with open_scope(machine("timer")):
        actions.report(clock.now())


def everything(db: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Every row of every table as text: what a dump would hold."""
    tables = db.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    rows = [(table, str(row)) for (table,) in tables for (row,) in db.execute(_rows_of(table)).fetchall()]
    assert {"people_person", "kernel_change", "procrastinate_jobs", "wangge_cache"} <= {table for (table,) in tables}
    assert any(table == "people_person" and "张小明" in row for table, row in rows)
    return rows


def _rows_of(table: str) -> sql.Composed:
    return sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
