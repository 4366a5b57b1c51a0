"""Requests, retention runs, and the three registers."""

from wangge.registers.rights.models.ledgers import Assessment, Disclosure, Incident
from wangge.registers.rights.models.request import Claim, Request, Wish
from wangge.registers.rights.models.retention import RetentionLine, RetentionRun

__all__ = [
    "Assessment",
    "Claim",
    "Disclosure",
    "Incident",
    "Request",
    "RetentionLine",
    "RetentionRun",
    "Wish",
]
