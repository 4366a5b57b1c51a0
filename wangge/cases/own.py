"""A person's own reports from outside his ground: what he brought stays findable, and nothing else there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from wangge.accounts.actors import Actor
from wangge.cases.workflow import OPEN_STAGES

COLUMNS = "case_id, number, area_id, area_code, title, place, stage, collected_at"
MOST = 100


@dataclass(frozen=True)
class Elsewhere:
    """One report as a list shows it; to read more, open the scope of `actor()`: exactly this case."""

    case_id: UUID
    number: str
    area_id: int
    area_code: str
    title: str
    place: str
    stage: str
    collected_at: datetime

    def actor(self) -> Actor:
        """Somebody who may see this one case."""
        return Actor.resident(self.case_id, self.area_code)

    @property
    def is_open(self) -> bool:
        """Whether work is still owed."""
        return self.stage in OPEN_STAGES


def reported_elsewhere() -> list[Elsewhere]:
    """Own reports outside of the present mandate's area, the newest first. One query."""
    return _ask("ORDER BY collected_at DESC LIMIT %s", MOST)


def find_elsewhere(*, case_id: UUID | None = None, number: str = "") -> Elsewhere | None:
    """One of them, by its key or its number. One query."""
    return next(iter(_ask("WHERE case_id = %s OR number = %s", case_id, number)), None)


def _ask(rest: str, *values: int | str | UUID | None) -> list[Elsewhere]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM cases_reported_elsewhere() {rest}", values)  # noqa: S608 - our own words
        return [Elsewhere(*row) for row in cursor.fetchall()]
