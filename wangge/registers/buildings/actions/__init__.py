"""What may be done to buildings and dwellings."""

from wangge.registers.buildings.actions.many import Plan, Plate, make_dwellings, renumber
from wangge.registers.buildings.actions.moving import move_dwellings, undo_move
from wangge.registers.buildings.actions.place import (
    BuildingFacts,
    DwellingFacts,
    add_building,
    add_dwelling,
    address_of,
    change_building,
    change_dwelling,
    remove_building,
    remove_dwelling,
    restore_building,
    restore_dwelling,
)

__all__ = [
    "BuildingFacts",
    "DwellingFacts",
    "Plan",
    "Plate",
    "add_building",
    "add_dwelling",
    "address_of",
    "change_building",
    "change_dwelling",
    "make_dwellings",
    "move_dwellings",
    "remove_building",
    "remove_dwelling",
    "renumber",
    "restore_building",
    "restore_dwelling",
    "undo_move",
]
