"""What the machinery must know of each archive: its fields, the checks of a row, and the statements for a batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from wangge.registers.basis.queries import may_collect
from wangge.registers.importing import people, people_sql
from wangge.registers.importing.fields import Field
from wangge.registers.importing.lines import Address, Reading, Said
from wangge.registers.importing.models import Archive


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
    judge: tuple[str, ...]
    write: tuple[str, ...]
    close: tuple[str, ...]
    told: str
    needs_door: bool = True

    def offered(self, on: date) -> list[Field]:
        """The fields that may be collected on this day."""
        return [field for field in self.fields if not field.about[0] or may_collect(*field.about, on)]

    def field(self, name: str) -> Field | None:
        """A field by its name."""
        return next((field for field in self.fields if field.name == name), None)


TRADES: dict[str, Trade] = {
    Archive.PEOPLE: Trade(
        fields=people.FIELDS,
        check=people.check,
        keys=people.keys,
        lane=people.lane,
        title=people.title,
        stage=people.stage,
        table="importing_people",
        staged=people.STAGED,
        judged=people_sql.JUDGED,
        judge=people_sql.JUDGE,
        write=people_sql.WRITE,
        close=people_sql.CLOSE,
        told=people_sql.TOLD,
    ),
}
