"""Small sheets and a small archive for them."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from tests.world import As, World
from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.registers.buildings.actions import BuildingFacts, DwellingFacts, add_building, add_dwelling
from wangge.registers.buildings.address import Address
from wangge.registers.buildings.models import Dwelling
from wangge.registers.importing import acts, reading
from wangge.registers.importing.keeping import SHEETS
from wangge.registers.importing.models import Import
from wangge.registers.importing.working import work_off
from wangge.registers.people import documents
from wangge.registers.writing import Hand

COLUMNS = ("姓名", "身份证号", "现住址", "手机号", "性别", "人员类别", "与户主关系", "xl")
STREET = "文一路1号文锦苑5幢"
State = Import.State


def hand(actor: Actor) -> Hand:
    return Hand(by=actor, at=clock.now(), key=new_id(), via="desk", why="走访")


def number(serial: int, born: str = "19800101") -> str:
    """An identity number of an area that does not exist."""
    body = f"990101{born}{serial:03d}"
    return body + documents.check_sign(body)


def doors(world: World, grid: str, actor: Actor, street: str = STREET, rooms: int = 3) -> list[Dwelling]:
    """A building with rooms 101, 201, … in unit 1."""
    place = areas.place_of(world.areas[grid].code or "")
    assert place
    with As(actor):
        building = add_building(BuildingFacts(Address.read(street)), place, hand(actor))
        return [
            add_dwelling(building, DwellingFacts(unit="1单元", room=f"{floor}01室"), hand(actor))
            for floor in range(1, rooms + 1)
        ]


def sheet(rows: Iterable[Iterable[str]], columns: Iterable[str] = COLUMNS, encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def begin(content: bytes, by: Actor, archive: str = "people") -> Import:
    """Taken in, as the desk does it."""
    kept = SHEETS.keep([content])
    with As(by):
        return acts.begin(
            archive, reading.read(opener(content)), file_name="名册.csv", kept=kept, by=by, at=clock.now()
        )


def checked(content: bytes, by: Actor, archive: str = "people") -> Import:
    """Taken in and checked."""
    batch = begin(content, by, archive)
    with As(by):
        acts.check(batch, batch.mapping, by=by, at=clock.now())
    return work(batch)


def written(content: bytes, by: Actor, archive: str = "people", **options: Any) -> Import:
    """Taken in, checked and written."""
    batch = checked(content, by, archive)
    with As(by):
        acts.write(batch, by=by, at=clock.now(), **options)
    return work(batch)


def undone(batch: Import, by: Actor) -> Import:
    with As(by):
        acts.undo(batch, by=by, at=clock.now())
    return work(batch)


def work(batch: Import) -> Import:
    """What the worker does, in this thread."""
    with As(Actor.machine_named("worker")):
        batch.refresh_from_db()
    return work_off(batch, apart=False)


def counts(batch: Import, by: Actor) -> dict[str, int]:
    with As(by):
        return {state: count for state, count in acts.counts_of(batch).items() if count}


def said(batch: Import, by: Actor) -> dict[int, str]:
    """Row → why it did not come in."""
    with As(by):
        return {row.number: " ".join(row.said) for row in batch.rows.all()}


def opener(content: bytes | Path) -> Any:
    def opens() -> IO[bytes]:
        return content.open("rb") if isinstance(content, Path) else io.BytesIO(content)

    return opens
