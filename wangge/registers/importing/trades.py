"""What the machinery must know of each archive: its fields, the checks of a row, and the statements for a batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from wangge.registers.basis.queries import may_collect, needs_consent
from wangge.registers.importing import dwellings, organisations, people, people_sql
from wangge.registers.importing.fields import Field
from wangge.registers.importing.lines import Address, Reading, Said
from wangge.registers.importing.models import Archive
from wangge.registers.importing.steps import Steps


class Door(Enum):
    """Whether the address of a row names a door of the archive."""

    NONE = "none"
    MAY = "may"  # where a grid is named, the door may be missing
    MUST = "must"


@dataclass(frozen=True)
class Trade:
    """One archive as rows come into it. SQL finds the rows in `table`, their fate in importing_judged."""

    fields: tuple[Field, ...]
    check: Callable[[Said, date], None]
    keys: Callable[[Said], tuple[str, str]]
    lane: Callable[[Said], str]
    title: Callable[[Said], str]
    stage: Callable[[Sequence[Reading], dict[str, Address]], list[tuple[object, ...]]]
    table: str
    staged: str
    judged: str
    judge: Steps
    write: Steps
    close: Steps
    told: str
    door: Door

    def offered(self, on: date) -> list[Field]:
        """The fields that may be collected on this day; a sheet carries nobody's consent."""
        return [field for field in self.fields if not field.about[0] or _may_come_in(*field.about, on)]

    def field(self, name: str) -> Field | None:
        """A field by its name."""
        return next((field for field in self.fields if field.name == name), None)


def _may_come_in(dataset: str, field: str, on: date) -> bool:
    return may_collect(dataset, field, on) and not needs_consent(dataset, field, on)


def _dwellings() -> Trade:
    of = dwellings
    return Trade(
        of.FIELDS, of.check, of.keys, of.lane, of.title, of.stage, "importing_dwellings", of.STAGED, of.JUDGED,
        of.JUDGE, of.WRITE, (), of.TOLD, door=Door.NONE,
    )  # fmt: skip


def _people() -> Trade:
    of, by = people, people_sql
    return Trade(
        of.FIELDS, of.check, of.keys, of.lane, of.title, of.stage, "importing_people", of.STAGED, by.JUDGED,
        by.JUDGE, by.WRITE, by.CLOSE, by.TOLD, door=Door.MUST,
    )  # fmt: skip


def _organisations() -> Trade:
    of = organisations
    return Trade(
        of.FIELDS, of.check, of.keys, of.lane, of.title, of.stage, "importing_organisations", of.STAGED, of.JUDGED,
        of.JUDGE, of.WRITE, (), of.TOLD, door=Door.MAY,
    )  # fmt: skip


TRADES: dict[str, Trade] = {
    Archive.DWELLINGS: _dwellings(),
    Archive.PEOPLE: _people(),
    Archive.ORGANISATIONS: _organisations(),
}
