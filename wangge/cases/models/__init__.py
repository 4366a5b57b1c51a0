"""What is true of cases."""

from wangge.cases.models.assignment import Appeal, Assignment, Part
from wangge.cases.models.attachment import Attachment, AttachmentKind
from wangge.cases.models.case import OPEN, Case, DeskLevel, Source
from wangge.cases.models.catalogue import (
    CatalogueVersion,
    Category,
    Dated,
    Field,
    FilingCondition,
    FirstDesk,
    HandlerKind,
    Kind,
    Route,
    StageClock,
    StageLimit,
)
from wangge.cases.models.entry import Entry, Seal
from wangge.cases.models.late_rule import LateRule
from wangge.cases.models.named import Named
from wangge.cases.models.views import SavedView
from wangge.cases.models.words import Receipt, Reporter, Words

__all__ = [
    "OPEN",
    "Appeal",
    "Assignment",
    "Attachment",
    "AttachmentKind",
    "Case",
    "CatalogueVersion",
    "Category",
    "Dated",
    "DeskLevel",
    "Entry",
    "Field",
    "FilingCondition",
    "FirstDesk",
    "HandlerKind",
    "Kind",
    "LateRule",
    "Named",
    "Part",
    "Receipt",
    "Reporter",
    "Route",
    "SavedView",
    "Seal",
    "Source",
    "StageClock",
    "StageLimit",
    "Words",
]
