"""What may be done to buildings and dwellings."""

from wangge.registers.buildings.actions.place import (
    BuildingFacts,
    DwellingFacts,
    add_building,
    add_dwelling,
    address_of,
    change_building,
    change_dwelling,
    remove_building,
)

__all__ = [
    "BuildingFacts",
    "DwellingFacts",
    "add_building",
    "add_dwelling",
    "address_of",
    "change_building",
    "change_dwelling",
    "remove_building",
]
