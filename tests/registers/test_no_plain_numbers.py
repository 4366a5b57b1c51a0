"""After people went through acts, sheets, exports and faults, no row, job, file, log line or error page holds a number.

What a dump of the database would hold is read as its owner reads it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from psycopg import sql

from config import database
from config.house import home
from tests.desk.lives import browser
from tests.registers.archive import citizen, door, hand
from tests.registers.importing.sheets import sheet
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.trail import look
from wangge.registers.exporting.keeping import EXPORTS
from wangge.registers.exporting.models import Export
from wangge.registers.exporting.working import work_off_all
from wangge.registers.importing.models import Import, ImportRow
from wangge.registers.importing.working import waiting, work_off
from wangge.registers.people.actions import Living, PersonFacts, change_person, settle
from wangge.registers.people.models import Person
from wangge.registers.rights import actions
from wangge.registers.rights.models import Request

HOME = "文一路1号文锦苑5幢2单元301室"
ACTED = (citizen(1).number, "13812345678", "13987654321")
WRITTEN = (citizen(5).number, "13711112222", "13711113333")
REFUSED = (citizen(6).number[:-2] + "00", "13711114444", citizen(7).number, "13711115555")
NUMBERS = (*ACTED, *WRITTEN, *REFUSED, citizen(8).number)


@pytest.mark.django_db(transaction=True)
def test_no_plain_number_anywhere(
    world: World,
    owner_connection: psycopg.Connection[Any],
    caplog: pytest.LogCaptureFixture,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.EXPORT_DRAFTS = tmp_path / "drafts"
    cache.clear()
    begun = server_log().stat().st_size if database.is_embedded() else 0
    with caplog.at_level(logging.DEBUG):
        desk = browser("community")
        live(world, desk)
        bring_in(world, desk)
        take_along(desk)
        pages = faults(owner_connection, desk)
    assert [f"{table}: {row[:200]}" for table, row in everything(owner_connection) if holds_number(row)] == []
    lines = [logging.Formatter().format(record) for record in caplog.records]
    assert any("Traceback" in line for line in lines), "the fault was not written down: the test has proved nothing"
    assert [line for line in lines if holds_number(line)] == []
    assert [page for page in pages if holds_number(page)] == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} >= {"sheets", "exports"}
    assert [path for path in files if holds_number(path.read_bytes().decode("latin-1"))] == []
    if database.is_embedded():
        told = server_log().read_bytes()[begun:].decode()
        assert "rights_identify" in told, "the server wrote no fault down: the test has proved nothing"
        assert not holds_number(told)


def holds_number(text: str) -> bool:
    return any(number in text for number in NUMBERS)


def server_log() -> Path:
    return home() / "postgres" / "log"


def live(world: World, desk: Client) -> None:
    """A person settles, is looked at, changes his phone, asks by the portal, is answered, and is sought."""
    number, phone, other = ACTED
    with As(world.worker):
        facts = PersonFacts("张小明", citizen(1), phone)
        residence = settle(facts, Living(door(world, "grid1", world.worker)), hand(world.worker, f"{phone}来电"))
        look("person", residence.person_id, "phone", by=world.worker, at=clock.now(), reason=f"核对{number}")
        changed = PersonFacts("张小明", citizen(1), other)
        change_person(residence.person, changed, hand(world.worker), area_code=residence.area_code)
    asked = ask(Client(), {"name": "张小明", "number": number, "phone": other, "value": phone})
    assert asked.status_code == 302
    with As(world.duty):
        pk = Request.objects.get().pk
    assert desk.post(f"/desk/requests/{pk}", {"decision": "granted", "key": new_id()}).status_code == 302
    desk.get("/desk/requests/")
    with open_scope(machine("timer")):
        actions.report(clock.now())


def ask(resident: Client, given: dict[str, str]) -> Any:
    ticket = resident.get("/mine/ask/").context["form"]["ticket"].value()
    return resident.post("/mine/ask/", {"ticket": ticket, "kind": "correct", "field": "phone", **given})


def bring_in(world: World, desk: Client) -> None:
    """A sheet comes in at the desk, and again with other phones; rows are refused for their number, phone and door."""
    number, phone, newer = WRITTEN
    wrong, its_phone, right, homeless = REFUSED
    refused = [["王小五", wrong, HOME, its_phone], ["赵六", right, "无名路9号", homeless]]
    for each in (phone, newer):
        rows = [["李大同", number, HOME, each], *refused]
        content = sheet(rows, ("姓名", "身份证号", "现住址", "手机号"))
        upload = {"archive": "people", "file": SimpleUploadedFile("名册.csv", content), "saved": ""}
        assert desk.post("/desk/imports/", upload).status_code == 302
        batch = at_work()
        chosen = {f"field-{field}": column for field, column in batch.mapping.items()}
        assert desk.post(f"/desk/imports/{batch.pk}/check", chosen or {}).status_code == 302
        at_work()
        assert desk.post(f"/desk/imports/{batch.pk}/write", {}).status_code == 302
        assert at_work().state == Import.State.WRITTEN
        assert not holds_number(desk.get(f"/desk/imports/{batch.pk}").content.decode())
    with As(world.community):
        assert list(ImportRow.objects.values_list("state", flat=True).order_by("batch", "number")) == [
            "refused", "refused", "changed", "refused", "refused",
        ]  # fmt: skip
        assert Person.objects.get(name="李大同").phone == newer


def at_work() -> Import:
    """The last import, after what the worker does with it."""
    for batch in waiting():
        work_off(batch, apart=False)
    with open_scope(machine("worker")):
        return Import.objects.latest("pk")


def take_along(desk: Client) -> None:
    """The list of people as a file; what is in it is masked."""
    asked = {"kind": "csv", "reason": f"核对{ACTED[1]}", "key": new_id()}
    assert desk.post("/desk/exports/residents", asked).status_code == 302
    work_off_all()
    with open_scope(machine("worker")):
        export = Export.objects.get(state=Export.State.READY)
    with EXPORTS.opened(export.kept) as file:
        content = file.read().decode("utf-8-sig")
    assert "138****5678" in content
    assert not holds_number(content)
    assert desk.get(f"/desk/exports/{export.pk}/file").status_code == 200


def faults(db: psycopg.Connection[Any], desk: Client) -> list[str]:
    """The pages of 404, and of 500 behind a form and behind the desk, each asked for with numbers in the body."""
    number, phone, _other = ACTED
    (dwelling,) = db.execute("SELECT id FROM buildings_dwelling").fetchone() or (0,)
    asked = {"name": "张小明", "number": number, "phone": phone, "value": phone}
    resident = Client(raise_request_exception=False)
    desk.raise_request_exception = False
    answers = [(404, resident.post("/mine/nowhere/", asked)), (404, desk.post("/desk/requests/999999", asked))]
    there = {"key": new_id(), "dwelling": dwelling, "capacity": "floating", "presence": "here", "why": "新来登记"}
    settled = {**there, "name": "孙七", "document_number": citizen(8).number, "phone": phone, "sex": "0"}
    with away(db):
        answers += [(500, ask(resident, asked)), (500, desk.post("/desk/residents/settle", settled))]
    assert [answer.status_code for _status, answer in answers] == [status for status, _answer in answers]
    return [answer.content.decode() for _status, answer in answers]


@contextmanager
def away(db: psycopg.Connection[Any]) -> Iterator[None]:
    """While the table of people cannot be found."""
    db.execute("ALTER TABLE people_person RENAME TO people_away")
    try:
        yield
    finally:
        db.execute("ALTER TABLE people_away RENAME TO people_person")


def everything(db: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Every row of every table as text: what a dump would hold."""
    tables = db.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    rows = [(table, str(row)) for (table,) in tables for (row,) in db.execute(_rows_of(table)).fetchall()]
    assert {"people_person", "kernel_change", "procrastinate_jobs", "wangge_cache"} <= {table for (table,) in tables}
    assert any(table == "people_person" and "张小明" in row for table, row in rows)
    assert any(table == "importing_importrow" and "王" in row for table, row in rows)
    return rows


def _rows_of(table: str) -> sql.Composed:
    return sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
