"""One batch of rows in one transaction: staged by COPY, judged, and written, a statement for all rows at a time.

COPY is refused into tables with row-level security, so rows come into a table of the session first; from there every
statement runs under the importer's scope.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction

from wangge.kernel import history
from wangge.kernel.among import among
from wangge.registers.importing import telling
from wangge.registers.importing.doors import Doors
from wangge.registers.importing.lines import Address, Reading
from wangge.registers.importing.models import Import, ImportPart, ImportRow, Phase, RowState
from wangge.registers.importing.steps import Steps, When
from wangge.registers.importing.trades import TRADES, Door, Trade


@dataclass
class Desk:
    """At which an import is worked on: by one thread, with what it remembers of doors."""

    batch: Import
    phase: str
    why: str
    doors: Doors = field(default_factory=Doors)

    @property
    def trade(self) -> Trade:
        """How rows come into this archive."""
        return TRADES[self.batch.archive]


@dataclass
class Outcome:
    """How many rows of each state, and the rows that a person should look at."""

    counts: Counter[str] = field(default_factory=Counter)
    rows: list[ImportRow] = field(default_factory=list)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(self.counts + other.counts, self.rows + other.rows)


def handle(desk: Desk, number: str, readings: list[Reading]) -> None:
    """Check or write a batch, once. Must run in a transaction under the importer's scope."""
    if ImportPart.objects.filter(batch=desk.batch, phase=desk.phase, number=number).exists():
        return
    _by_index_only()
    history.because(desk.why, via=desk.batch.via)
    doors = _doors(desk, readings)
    good = [reading for reading in readings if not reading.faults]
    bad = [telling.refused(desk.trade, reading) for reading in readings if reading.faults]
    outcome = Outcome(Counter({RowState.REFUSED.value: len(bad)}), bad)
    if good:
        outcome += _through(desk, good, doors)
    _keep(desk, number, readings, outcome)


def close(desk: Desk) -> None:
    """What can be done only when all batches are in."""
    history.because(desk.why, via=desk.batch.via)
    _run(desk.trade.close, {"via": desk.batch.via})


def _by_index_only() -> None:
    """Until the end of the transaction: a plan made while an archive was empty would read all of it for each key.

    Plans are kept: a foreign key asks the same question for every row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL plan_cache_mode = auto")


def _doors(desk: Desk, readings: list[Reading]) -> dict[str, Address]:
    """The doors behind the addresses of good rows; a row without one is good no longer."""
    if desk.trade.door is Door.NONE:
        return {}
    good = [reading for reading in readings if not reading.faults and reading.said["address"]]
    doors = desk.doors.behind(reading.said["address"] for reading in good)
    for reading in good:
        fault = doors[reading.said["address"]].fault
        if fault and (desk.trade.door is Door.MUST or not reading.said["grid"]):
            reading.faults.append(fault)
    return doors


def _through(desk: Desk, readings: list[Reading], doors: dict[str, Address]) -> Outcome:
    """All at once; where one row conflicts, half and half again until it stands alone and is refused."""
    try:
        with transaction.atomic():
            return _at_once(desk, readings, doors)
    except IntegrityError:
        if len(readings) == 1:
            row = telling.row_of(desk.trade, readings[0], RowState.REFUSED, [telling.sentence("conflict")], {})
            return Outcome(Counter({RowState.REFUSED.value: 1}), [row])
        middle = len(readings) // 2
        return _through(desk, readings[:middle], doors) + _through(desk, readings[middle:], doors)


def _at_once(desk: Desk, readings: list[Reading], doors: dict[str, Address]) -> Outcome:
    trade = desk.trade
    _stage(trade, readings, doors)
    words = {"takes_doubtful": desk.batch.takes_doubtful, "why": desk.why}
    _run(trade.judge, words)
    if desk.phase == Phase.WRITE:
        _run(trade.write, words)
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM importing_judged GROUP BY 1")
        counts = Counter(dict(cursor.fetchall()))
        cursor.execute(trade.told)
        told = cursor.fetchall()
    by_number = {reading.number: reading for reading in readings}
    return Outcome(counts, [_row(trade, by_number[number], *verdict) for number, *verdict in told])


def _stage(trade: Trade, readings: list[Reading], doors: dict[str, Address]) -> None:
    rows = trade.stage(readings, doors)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS importing_judged")
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {trade.table} ({trade.staged}) ON COMMIT DELETE ROWS")
        cursor.execute(f"CREATE TEMP TABLE importing_judged ({trade.judged}) WITH (fillfactor = 25) ON COMMIT DROP")
        cursor.execute(f"TRUNCATE {trade.table}")
        with cursor.copy(f"COPY {trade.table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {trade.table} (number)")


def _run(steps: Steps, words: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for step in steps:
            if isinstance(step, When):
                cursor.execute(step.asked)
                if cursor.fetchone() is None:
                    continue
            for statement in step.then if isinstance(step, When) else (step,):
                cursor.execute(statement, words if "%(" in statement else None)


def _row(trade: Trade, reading: Reading, state: str, why: str, changes: str) -> ImportRow:
    said = [telling.sentence(why)] if why else []
    return telling.row_of(trade, reading, state, said, json.loads(changes))


def _keep(desk: Desk, number: str, readings: list[Reading], outcome: Outcome) -> None:
    """What became of the batch, in its own transaction; what an earlier check said of its rows gives way."""
    batch = desk.batch
    if desk.phase == Phase.WRITE and batch.rows.exists():
        batch.rows.filter(among("number", [reading.number for reading in readings])).delete()
    for row in outcome.rows:
        row.batch, row.area_code = batch, batch.area_code
    ImportRow.objects.bulk_create(outcome.rows, batch_size=1000)
    ImportPart.objects.create(
        batch=batch, phase=desk.phase, number=number, counts=dict(outcome.counts), area_code=batch.area_code
    )
