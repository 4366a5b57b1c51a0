"""What may be done: requests, retention, the registers."""

from wangge.registers.rights.actions.ledgers import (
    assess,
    disclose,
    follow_incident,
    report_incident,
)
from wangge.registers.rights.actions.requests import (
    ASKER,
    Asked,
    decide,
    hand_over,
    receive,
    receive_at_portal,
    withdraw_own,
)
from wangge.registers.rights.actions.retention import approve, erase_next, forget_requests, report

__all__ = [
    "ASKER",
    "Asked",
    "approve",
    "assess",
    "decide",
    "disclose",
    "erase_next",
    "follow_incident",
    "forget_requests",
    "hand_over",
    "receive",
    "receive_at_portal",
    "report",
    "report_incident",
    "withdraw_own",
]
