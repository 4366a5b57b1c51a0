"""Who is shown what: the one place that says which fields a role sees. Pages read rows through it."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import models

from wangge.accounts.roles import Role
from wangge.registers.basis.queries import in_force

Row = TypeVar("Row", bound=models.Model)
Columns = Mapping[str, Mapping[str, object]]
"""Field by field the columns that hold it, each with what stands there when it is not shown."""


@dataclass(frozen=True)
class Sight:
    """The fields that the items of a day do not show to a role; what has no item is shown until it is erased."""

    hidden: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, role: Role | None, on: date) -> "Sight":
        """What this role sees on a day, from memory."""
        return cls(frozenset((item.dataset, item.field) for item in in_force(on) if role not in item.roles))

    def shows(self, dataset: str, field: str) -> bool:
        """Whether the role sees the field."""
        return (dataset, field) not in self.hidden

    def veiled(self, row: Row, dataset: str, columns: Columns) -> Row:
        """The row; or a copy to read and never to save, in which what is hidden is empty."""
        emptied = [columns[field] for field in columns if not self.shows(dataset, field)]
        if not emptied:
            return row
        seen = copy(row)
        for values in emptied:
            for column, value in values.items():
                setattr(seen, column, value)
        return seen

    def untold(self, table: str, dataset: str, columns: Columns) -> frozenset[str]:
        """The columns (`table.column`) of which the history tells nothing."""
        hidden = [field for field in columns if not self.shows(dataset, field)]
        return frozenset(f"{table}.{column}" for field in hidden for column in columns[field])
