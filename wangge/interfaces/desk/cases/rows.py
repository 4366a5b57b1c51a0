"""One row of a list of cases: what, where, its clock and who has it. Asks the database nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.areas import queries as areas
from wangge.areas.levels import Level
from wangge.cases.models import Assignment, Case
from wangge.cases.workflow import Ask, Stage, State
from wangge.kernel import clock

COLUMNS = {
    "stage": _("阶段"),
    "clock": _("时限"),
    "who": _("承办"),
    "taken": _("采集"),
}
"""The columns that a person may leave out."""


@dataclass(frozen=True)
class Row:
    """A case as a list shows it; a handler's row shows the clock of his own assignment."""

    case: Case
    assignment: Assignment | None
    where: str
    due_at: datetime | None
    started_at: datetime | None
    done_at: datetime | None
    is_paused: bool
    is_late: bool
    who: str
    ask: str
    may_be_chosen: bool = False

    @property
    def key(self) -> UUID:
        """What a list of chosen rows carries."""
        return self.assignment.pk if self.assignment else self.case.pk


def of_cases(cases: Iterable[Case], *, may_choose: Stage | None = None) -> list[Row]:
    """Rows of cases loaded with their lead department; those in one stage may be chosen."""
    now = clock.now()
    return [replace(_of_case(case, now), may_be_chosen=case.stage == may_choose) for case in cases]


def of_assignments(assignments: Iterable[Assignment], *, may_choose: State | None = None) -> list[Row]:
    """Rows of assignments loaded with case and department; those in one state may be chosen."""
    now = clock.now()
    return [replace(_of_assignment(one, now), may_be_chosen=one.state == may_choose) for one in assignments]


def _of_case(case: Case, now: datetime) -> Row:
    due_at, started_at = _pressing(case) if case.is_open else (case.due_at, case.filed_at)
    return Row(
        case=case,
        assignment=None,
        where=where_of(case),
        due_at=due_at,
        started_at=started_at,
        done_at=None if case.is_open else case.answered_at or case.ended_at,
        is_paused=case.is_open and not due_at,
        is_late=bool(case.is_open and due_at and due_at <= now),
        who=case.lead_department.label if case.lead_department else str(case.get_desk_level_display()),
        ask=str(Ask(case.ask).label) if case.ask else "",
    )


def _pressing(case: Case) -> tuple[datetime | None, datetime | None]:
    """The running limit that ends first, of the present stage or of the whole case, and since when it runs."""
    running = [(case.stage_due_at, case.stage_at)] if case.stage_due_at else []
    if case.due_at and not case.answered_at:
        running.append((case.due_at, case.filed_at or case.stage_at))
    return min(running, default=(None, None))


def _of_assignment(one: Assignment, now: datetime) -> Row:
    is_paused = one.state == State.SUSPENDED
    return Row(
        case=one.case,
        assignment=one,
        where=where_of(one.case),
        due_at=one.due_at,
        started_at=one.sent_at,
        done_at=one.done_at,
        is_paused=is_paused,
        is_late=one.is_busy and not is_paused and one.due_at <= now,
        who=one.department.label,
        ask=str(Ask(one.ask).label) if one.ask else "",
    )


def where_of(case: Case) -> str:
    """Street, community and grid, from memory."""
    path = areas.path_of(case.area_id)
    return " · ".join(place.name for place in path.places if place.level != Level.DISTRICT) or str(path)
