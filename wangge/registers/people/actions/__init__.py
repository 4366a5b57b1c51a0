"""What may be done to people and where they live."""

from wangge.registers.people.actions.caring import add_care, end_care
from wangge.registers.people.actions.doubles import merge, set_apart, undo
from wangge.registers.people.actions.households import arrange, split, split_under
from wangge.registers.people.actions.moving import move
from wangge.registers.people.actions.settling import (
    Living,
    PersonFacts,
    change_person,
    change_residence,
    move_in,
    move_out,
    settle,
)

__all__ = [
    "Living",
    "PersonFacts",
    "add_care",
    "arrange",
    "change_person",
    "change_residence",
    "end_care",
    "merge",
    "move",
    "move_in",
    "move_out",
    "set_apart",
    "settle",
    "split",
    "split_under",
    "undo",
]
