"""A line of a sheet as it was read: what it says by field, and what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from wangge.registers.buildings import address as addresses

Said = dict[str, str]
REMEMBERED = 1 << 16
_A_DOOR = "1单元101室"
_USUAL_DOOR = re.compile(r"(.*[号幢栋座])([1-9][0-9]?单元[1-9][0-9]{2,3}室)")


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
    """An address in the archive's spelling. Doors of one building are read alike: the building is read once."""
    usual = _USUAL_DOOR.fullmatch(said)
    building = _building_of(usual[1]) if usual else ""
    return building + usual[2] if usual and building else str(addresses.Address.read(said))


@lru_cache(REMEMBERED)
def _building_of(said: str) -> str:
    """What stands before unit and room in the archive's spelling; empty where it does not end there."""
    whole = str(addresses.Address.read(said + _A_DOOR))
    return whole.removesuffix(_A_DOOR) if whole.endswith(_A_DOOR) else ""
