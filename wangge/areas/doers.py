"""Who acts on areas, as far as this room must know: it lies below accounts and cannot name its actors."""

from dataclasses import dataclass
from typing import Protocol

from wangge.kernel import record


class Doer(record.Doer, Protocol):
    """A person by mandate, or a machine principal."""

    @property
    def area_code(self) -> str:
        """The code of the area within which the doer may act; empty for everywhere."""


@dataclass(frozen=True)
class Machine:
    """The command line that imports, or a replay."""

    name: str = "import"
    user_id: int | None = None
    mandate_id: int | None = None
    area_code: str = ""
