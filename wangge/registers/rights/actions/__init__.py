"""What may be done: requests, retention, the registers."""

from wangge.registers.rights.actions.ledgers import (
    assess,
    disclose,
    follow_incident,
    report_incident,
)
from wangge.registers.rights.actions.requests import Asked, decide, hand_over, receive, receive_at_portal
from wangge.registers.rights.actions.retention import approve, erase_next, forget_requests, report

__all__ = [
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
]
