"""The clocks of a case as its page shows them: in the units of their limits, with colour and words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wangge.cases import routing
from wangge.cases.deadlines import Clock, Limit, Signal
from wangge.cases.models import Assignment, Case
from wangge.cases.reading import CaseFile
from wangge.cases.workflow import Stage, State
from wangge.interfaces.shared.components import times
from wangge.interfaces.shared.components.times import ClockFace
from wangge.kernel.workdays import current_calendar

ICONS: dict[Signal, tuple[times.Signal, str]] = {
    Signal.GREEN: ("ok", "clock"),
    Signal.YELLOW: ("soon", "hourglass-low"),
    Signal.RED: ("late", "alert-triangle"),
}


@dataclass(frozen=True)
class NamedClock:
    """A clock with its name, its limit, and the late mark that stays whatever comes after."""

    label: str | Promise
    face: ClockFace
    limit: Limit | None = None
    late_at: datetime | None = None


def of_case(file: CaseFile, now: datetime) -> list[NamedClock]:
    """The total clock, the clock of the stage that the desk stands under, and the term of evaluation."""
    return [*_total(file.case, file.lead, now), *_of_stage(file.case, now), *_evaluation(file.case, now)]


def of_waiting(case: Case, now: datetime) -> list[NamedClock]:
    """The clock of the stage, and the total one, of a case that nobody handles yet."""
    return [*_of_stage(case, now), *_total(case, None, now)]


def of_assignment(assignment: Assignment, now: datetime) -> list[NamedClock]:
    """The clock to solve, and the one to arrive after a whistle."""
    clocks = []
    if assignment.arrive_due_at:
        face = times.clock_face(assignment.arrive_due_at, now, done_at=assignment.arrived_at)
        clocks.append(NamedClock(_("报到"), face, late_at=assignment.arrival_late_at))
    if assignment.state not in (State.RELEASED, State.RETURNED):
        clock = Clock.of(assignment)
        face = _face(clock, now, assignment.done_at)
        clocks.append(NamedClock(_("处置"), face, clock.limit, assignment.late_at))
    return clocks


def _total(case: Case, lead: Assignment | None, now: datetime) -> Iterator[NamedClock]:
    condition = case.condition
    if condition is None or case.filed_at is None:
        return
    limit = Limit.of(condition)
    if lead and lead.paused_at:
        face = _face(Clock.of(lead), now, None)
    elif case.due_at:
        extended = lead.extended_s if lead else 0.0
        face = _face(
            Clock(limit, case.filed_at, case.due_at, extended_s=extended), now, case.answered_at or case.ended_at
        )
    else:
        return
    yield NamedClock(_("案件总时限"), face, limit, case.late_at)


def _of_stage(case: Case, now: datetime) -> Iterator[NamedClock]:
    stage_clock = routing.CLOCK_OF_STAGE.get(Stage(case.stage))
    if stage_clock is None or case.stage_due_at is None:
        return
    limit = routing.stage_limit(stage_clock, case.desk_level, timezone.localdate(case.stage_at))
    if limit is None:
        return
    face = _face(Clock(limit, case.stage_at, case.stage_due_at), now, None)
    yield NamedClock(_("本环节：%(stage)s") % {"stage": stage_clock.label}, face, limit, case.stage_late_at)


def _evaluation(case: Case, now: datetime) -> Iterator[NamedClock]:
    if case.stage == Stage.EVALUATE and case.evaluation_ends_at:
        face = times.clock_face(
            case.evaluation_ends_at, now, started_at=case.closed_at, soon_at=case.evaluation_ends_at
        )
        yield NamedClock(_("评价期"), face)


def _face(clock: Clock, now: datetime, done_at: datetime | None) -> ClockFace:
    if done_at:
        return times.clock_face(clock.due_at, now, done_at=done_at)
    calendar = current_calendar()
    if clock.paused_at:
        return ClockFace("paused", "player-pause", clock.text(now, calendar))
    signal, icon = ICONS[clock.signal(now, calendar)]
    gone = max(0, min(100, round(clock.share(now, calendar) * 100)))
    return ClockFace(signal, icon, clock.text(now, calendar), clock.due_at, gone)
