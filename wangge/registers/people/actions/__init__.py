"""What may be done to people and where they live."""

from wangge.registers.people.actions.settling import (
    Living,
    PersonFacts,
    change_person,
    change_residence,
    move_in,
    move_out,
    settle,
)

__all__ = ["Living", "PersonFacts", "change_person", "change_residence", "move_in", "move_out", "settle"]
