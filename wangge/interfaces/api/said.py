"""What the api says of cases: schemas and how to fill them. Staff is named by role and department, never by name."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from wangge.cases.access import Offer
from wangge.cases.models import Assignment, Attachment, Case, Entry
from wangge.cases.reading import CaseFile, Line


class Said(BaseModel):
    """What is answered: made whole by its own `of`, so that the api takes it as it is."""


class CaseLine(Said):
    """A case as lists show it."""

    number: str
    stage: str
    source: str
    desk_level: str
    title: str
    category: str | None
    condition: int | None
    area_code: str
    place: str
    lon: float | None
    lat: float | None
    is_urgent: bool
    is_joint: bool
    is_supervised: bool
    collected_at: datetime
    due_at: datetime | None
    late_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    last_entry_at: datetime

    @classmethod
    def of(cls, case: Case) -> "CaseLine":
        """Load the case with its category and condition."""
        return cls(**_columns(case))


class CasePage(Said):
    """A page of a list; `next` is the cursor of the page behind it, null at the end."""

    items: list[CaseLine]
    next: str | None


class AssignmentSaid(Said):
    """One department's part."""

    id: UUID
    department: str
    department_name: str
    part: str
    state: str
    ask: str
    sent_at: datetime
    accepted_at: datetime | None
    arrive_due_at: datetime | None
    arrived_at: datetime | None
    due_at: datetime
    done_at: datetime | None
    late_at: datetime | None
    excused_at: datetime | None
    appeal: str

    @classmethod
    def of(cls, assignment: Assignment) -> "AssignmentSaid":
        """Load the assignment with its department."""
        plain = {name: getattr(assignment, name) for name in cls.model_fields if not name.startswith("department")}
        return cls(department=assignment.department.path, department_name=assignment.department.name, **plain)


class AttachmentSaid(Said):
    """A photo or file; its bytes are at /attachments/{id}."""

    id: UUID
    kind: str
    content_type: str
    size: int
    sha256: str

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentSaid":
        """The same as a value."""
        return cls(**{name: getattr(attachment, name) for name in cls.model_fields})


class LineSaid(Said):
    """One entry of the case's journal with its words."""

    position: int
    step: str
    label: str
    stage_before: str
    stage_after: str
    at: datetime
    recorded_at: datetime
    office: str
    words: dict[str, str]
    attachments: list[AttachmentSaid]

    @classmethod
    def of(cls, line: Line) -> "LineSaid":
        """A line of the story."""
        entry = line.entry
        return cls(
            position=entry.position,
            step=entry.step,
            label=entry.label,
            stage_before=entry.stage_before,
            stage_after=entry.stage_after,
            at=entry.at,
            recorded_at=entry.recorded_at,
            office=line.office,
            words=dict(line.words),
            attachments=[AttachmentSaid.of(photo) for photo in line.photos],
        )


class ReporterSaid(Said):
    """Who reported, masked; the plain contact is shown at the desk only, for a reason that stays on record."""

    name: str
    phone: str


class CaseSaid(CaseLine):
    """A whole case."""

    description: str
    reporter: ReporterSaid | None
    merged_into: str | None
    is_solved: bool | None
    satisfaction: int | None
    assignments: list[AssignmentSaid]
    journal: list[LineSaid]

    @classmethod
    def of_file(cls, file: CaseFile) -> "CaseSaid":
        """The file of a case."""
        case, reporter = file.case, file.reporter
        return cls(
            **_columns(case),
            description=file.description,
            reporter=ReporterSaid(name=reporter.masked_name, phone=reporter.masked_phone) if reporter else None,
            merged_into=case.merged_into.number if case.merged_into else None,
            is_solved=case.is_solved,
            satisfaction=case.satisfaction,
            assignments=[AssignmentSaid.of(one) for one in file.assignments],
            journal=[LineSaid.of(line) for line in file.lines],
        )


class EntrySaid(Said):
    """What a write has done: the journal entry, and where the case now stands."""

    case: str
    entry: int
    position: int
    step: str
    stage: str
    at: datetime

    @classmethod
    def of(cls, entry: Entry, case: Case) -> "EntrySaid":
        """An entry just written."""
        return cls(
            case=case.number, entry=entry.pk, position=entry.position, step=entry.step,
            stage=entry.stage_after, at=entry.at,
        )  # fmt: skip


class OfferSaid(Said):
    """A step that may be taken now; POST it to /cases/{number}/steps/{step}."""

    step: str
    label: str
    assignment: UUID | None

    @classmethod
    def of(cls, offer: Offer) -> "OfferSaid":
        """An offer of the workflow table."""
        return cls(
            step=offer.step.name, label=str(offer.step), assignment=offer.assignment.pk if offer.assignment else None
        )


def lines_of(cases: Iterable[Case]) -> list[CaseLine]:
    """Cases as list lines."""
    return [CaseLine.of(case) for case in cases]


def _columns(case: Case) -> dict[str, Any]:
    named = {name: getattr(case, name) for name in CaseLine.model_fields if name not in ("category", "condition")}
    return {
        **named,
        "category": case.category.code if case.category else None,
        "condition": case.condition.number if case.condition else None,
    }
