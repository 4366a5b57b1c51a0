"""A line of a sheet as it was read: what it says by field, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from wangge.registers.buildings import address as addresses

Said = dict[str, str]
REMEMBERED = 1 << 16


@dataclass(slots=True)
class Reading:
    """One line: the field texts in one spelling; `faults` are sentences fit for whoever mends the sheet."""

    number: int
    said: Said
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Address:
    """The door behind an address; `dwelling_id` 0 with the sentence why there is none."""

    dwelling_id: int = 0
    area_code: str = ""
    fault: str = ""


def remembered(read: Callable[[str], str]) -> Callable[[str], str]:
    """The same text is read once: families share an address."""
    return lru_cache(REMEMBERED)(read)


def address_of(said: str) -> str:
    """An address in the archive's spelling."""
    return str(addresses.Address.read(said))
