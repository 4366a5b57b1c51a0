"""Works through a sheet: reads it line by line, gathers batches, and checks or writes them on two lanes.

Rows of one door stay on one lane in the order of the sheet; a second row of the same person waits until all first ones
are in. So the end does not depend on how fast a lane is, and a batch bears the same number each time.
"""

import contextlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from itertools import islice
from zlib import crc32

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.kernel.refused import Refused
from wangge.kernel.scope import open_scope
from wangge.registers.importing import batches
from wangge.registers.importing.batches import Desk
from wangge.registers.importing.columns import Columns
from wangge.registers.importing.lines import Reading
from wangge.registers.importing.models import Import, Phase
from wangge.registers.importing.reading import Sheet
from wangge.registers.importing.trades import Trade

LANES = 2
AT_ONCE = 2_000  # lines that are read column by column
WAITING = 2  # batches that may wait for a lane: what bounds the memory
Told = Callable[[int], None]


class Lane:
    """Handles batches one after the other: at once, or in a thread with a connection of its own."""

    def __init__(self, desk: Desk, by: Actor, *, apart: bool) -> None:
        self.desk, self.by = desk, by
        self._thread = ThreadPoolExecutor(1) if apart else None
        self._waiting: list[Future[None]] = []

    def take(self, number: str, readings: list[Reading]) -> None:
        """The next batch; waits where too many are before it."""
        if self._thread is None:
            self._handle(number, readings)
            return
        while len(self._waiting) >= WAITING:
            self._waiting.pop(0).result()
        self._waiting.append(self._thread.submit(copy_context().run, self._handle, number, readings))

    def finish(self) -> None:
        """Wait for every batch taken."""
        while self._waiting:
            self._waiting.pop(0).result()

    def leave(self) -> None:
        """Give the connection back."""
        if self._thread is not None:
            self._thread.submit(connections.close_all)
            self._thread.shutdown(cancel_futures=False)

    def _handle(self, number: str, readings: list[Reading]) -> None:
        with open_scope(self.by.scope()):
            batches.handle(self.desk, number, readings)


def work(batch: Import, sheet: Sheet, phase: str, *, by: Actor, why: str, today: date, apart: bool, told: Told) -> int:
    """Check or write every row; `told` hears how many lines have been read. Returns how many there were."""
    with _lanes(batch, phase, why, by, apart=apart) as lanes:
        total = _run(lanes, sheet, today, told)
    if phase == Phase.WRITE:
        with open_scope(by.scope()):
            batches.close(Desk(batch, phase, why))
    return total


@contextlib.contextmanager
def _lanes(batch: Import, phase: str, why: str, by: Actor, *, apart: bool) -> Iterator[list[Lane]]:
    lanes = [Lane(Desk(batch, phase, why), by, apart=apart) for _lane in range(LANES)]
    try:
        yield lanes
    finally:
        for lane in lanes:
            lane.leave()


def _run(lanes: list[Lane], sheet: Sheet, today: date, told: Told) -> int:
    desk = lanes[0].desk
    once = Once(desk.trade)
    total = 0
    later: list[Reading] = []

    def firsts() -> Iterator[Reading]:
        nonlocal total
        for reading in readings(desk.trade, sheet, desk.batch.mapping, today):
            total += 1
            if total % 500 == 0:
                told(total)
            if once.is_second(reading):
                later.append(reading)
            else:
                yield reading

    _share_out(lanes, firsts(), "")
    turn = 0
    while later:
        turn += 1
        now, later = _one_of_each(desk.trade, later)
        _share_out(lanes[:1], now, f"again-{turn}-")
    told(total)
    return total


def _share_out(lanes: list[Lane], rows: Iterable[Reading], prefix: str) -> None:
    """Each row to the lane of its door, a batch at a time; returns when all are handled."""
    gathered: dict[int, list[Reading]] = defaultdict(list)
    given: dict[int, int] = defaultdict(int)

    def give(lane: int) -> None:
        given[lane] += 1
        lanes[lane].take(f"{prefix}{lane}-{given[lane]}", gathered.pop(lane))

    trade = lanes[0].desk.trade
    for reading in rows:
        lane = 0 if reading.faults else crc32(trade.lane(reading.said).encode()) % len(lanes)
        gathered[lane].append(reading)
        if len(gathered[lane]) >= settings.IMPORT_BATCH_ROWS:
            give(lane)
    for lane in list(gathered):
        give(lane)
    for each in lanes:
        each.finish()


def _one_of_each(trade: Trade, rows: list[Reading]) -> tuple[list[Reading], list[Reading]]:
    """The first row of everybody, and the rest."""
    seen: set[str] = set()
    now: list[Reading] = []
    rest: list[Reading] = []
    for reading in rows:
        who = trade.keys(reading.said)[1]
        (rest if who in seen else now).append(reading)
        seen.add(who)
    return now, rest


class Once:
    """What the sheet has said so far: the same row twice is refused, the same person twice waits.

    A row is remembered by its hash, so that a million of them take some hundred megabytes.
    """

    def __init__(self, trade: Trade) -> None:
        self._trade = trade
        self._first: dict[int, int] = {}  # somebody, or a row that names nobody → the line of the first
        self._said = array("q")  # by line, what a first one said
        self._again: dict[int, int] = {}  # what was said of somebody once more → its line

    def is_second(self, reading: Reading) -> bool:
        """Note a row; whether it is another one of the same person."""
        if reading.faults:
            return False
        whole, who = self._trade.keys(reading.said)
        number, said = reading.number, hash(whole)
        first = self._first.setdefault(hash(who or whole), number)
        if first == number:
            self._said.frombytes(bytes(self._said.itemsize * (number - len(self._said))))
            self._said.append(said)
            return False
        same = first if self._said[first] == said else self._again.setdefault(said, number)
        if same != number:
            reading.faults.append(_("与第 %(number)d 行重复。") % {"number": same})
        return same == number


def readings(trade: Trade, sheet: Sheet, mapping: dict[str, str], today: date) -> Iterator[Reading]:
    """Every line as the mapping reads it, checked by itself."""
    places = {column: place for place, column in enumerate(sheet.columns)}
    columns = Columns(trade, {field.name: places.get(mapping.get(field.name, "")) for field in trade.offered(today)})
    lines = sheet.lines()
    while some := list(islice(lines, AT_ONCE)):
        for reading in columns.read(some):
            if not reading.faults:
                try:
                    trade.check(reading.said, today)
                except Refused as refused:
                    reading.faults.append(refused.whole)
            yield reading
