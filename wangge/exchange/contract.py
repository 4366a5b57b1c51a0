"""What other systems are told of one entry of the journal: references and numbers, never personal data."""

from typing import Any
from uuid import UUID

from wangge.cases.models import Entry

ERASABLE = ("words",)


def said_of(entry: Entry) -> dict[str, Any]:
    """An entry as the feed and the webhooks give it; load it with its case. Times are ISO 8601 with an offset."""
    return {
        "id": entry.pk,
        "case": entry.case.number,
        "position": entry.position,
        "step": entry.step,
        "stage_before": entry.stage_before,
        "stage_after": entry.stage_after,
        "at": entry.at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "assignment": _text(entry.assignment_id),
        "by_kind": entry.by_kind,
        "by_role": entry.by_role,
        "by_department": entry.by_department_id,
        "department": entry.department_id,
        "area_code": entry.area_code,
        "catalogue_version": entry.catalogue_version,
        "facts": {name: value for name, value in entry.facts.items() if name not in ERASABLE},
        "hash": entry.hash,
    }


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
