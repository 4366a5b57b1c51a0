"""What may be done to people and where they live, and to what they agree."""

from wangge.registers.people.actions.caring import add_care, end_care
from wangge.registers.people.actions.consents import clear_withdrawn, give_consent, withdraw_all, withdraw_consent
from wangge.registers.people.actions.doubles import merge, set_apart, undo
from wangge.registers.people.actions.dying import die, revive
from wangge.registers.people.actions.households import arrange, split, split_under
from wangge.registers.people.actions.moving import move
from wangge.registers.people.actions.reminding import (
    Found,
    Purpose,
    change_readers,
    end_reminder,
    find_person,
    home_of,
    set_reminder,
)
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
    "Found",
    "Living",
    "PersonFacts",
    "Purpose",
    "add_care",
    "arrange",
    "change_person",
    "change_readers",
    "change_residence",
    "clear_withdrawn",
    "die",
    "end_care",
    "end_reminder",
    "find_person",
    "give_consent",
    "home_of",
    "merge",
    "move",
    "move_in",
    "move_out",
    "revive",
    "set_apart",
    "set_reminder",
    "settle",
    "split",
    "split_under",
    "undo",
    "withdraw_all",
    "withdraw_consent",
]
