"""Time is a visitor too: whose moment has passed, and which step follows. Each row is its own transaction.

A round asks one indexed query for the rows whose `next_due_at` has passed, and calls a stage for each.
The key of a step is made of row, step and moment, so that a round that is cut off and runs again adds nothing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from wangge.accounts.actors import Actor
from wangge.cases import sealing
from wangge.cases.models import Assignment, Case, DeskLevel, Entry, LateRule, StageClock
from wangge.cases.routing import late_rule
from wangge.cases.stages import anytime, evaluate, file, handle
from wangge.cases.visit import Subject, Visit
from wangge.cases.workflow import Stage, State
from wangge.exchange import outbox
from wangge.kernel import clock
from wangge.kernel import sealing as trail
from wangge.kernel.refused import Refused
from wangge.kernel.scope import Scope, machine, open_scope
from wangge.registers.exporting import sweeping as exports

BATCH = 200
KEYS = UUID("6d1b4a52-2f0e-5c0a-9a52-5d7b3f0a9c11")
RETRY_AFTER = timedelta(minutes=10)
TIMER = Actor.machine_named("timer")
log = logging.getLogger(__name__)

Step = Callable[[Subject, Visit], Entry]


def go_round(now: datetime) -> int:
    """Do everything that is due, seal, and wake what waits to be sent; answers how many rows were looked at."""
    looked_at = do_what_is_due(now)
    with open_scope(machine("timer")):
        sealing.seal(now)
        trail.seal(now)
    with open_scope(machine("timer")):
        sealing.write_heads()
        trail.write_heads()
    with open_scope(machine("timer")):
        if outbox.subscriptions_with_work(now):
            outbox.wake()
        exports.wake_what_waits()
    return looked_at


def do_what_is_due(now: datetime, scope: Scope | None = None) -> int:
    """Take the step that follows for every row whose moment has passed; answers how many rows were looked at.

    The demo town plays its past under its own scope, which tells nobody.
    """
    under = scope or machine("timer")
    return _each(Case, now, _case_is_due, under) + _each(Assignment, now, _assignment_is_due, under)


def _each(
    model: type[Case] | type[Assignment], now: datetime, look: Callable[[Any, datetime], None], scope: Scope
) -> int:
    with open_scope(scope):
        due = model._default_manager.filter(next_due_at__lte=now).order_by("next_due_at")
        keys = list(due.values_list("pk", flat=True)[:BATCH])
    for key in keys:
        with _one(model, key, now, scope):
            look(model._default_manager.get(pk=key), now)
    return len(keys)


@contextmanager
def _one(model: type[Case] | type[Assignment], key: UUID, now: datetime, scope: Scope) -> Iterator[None]:
    """One row is one transaction, and its failure is nobody else's."""
    try:
        with open_scope(scope):
            yield
    except Refused as refused:  # somebody was faster, or the row cannot move: look at it again later
        log.info("timer: %s %s: %s", model.__name__, key, refused)
        with open_scope(scope):
            model._default_manager.filter(pk=key, next_due_at__lte=now).update(next_due_at=now + RETRY_AFTER)
    except Exception:
        log.exception("timer: %s %s", model.__name__, key)


def _case_is_due(case: Case, now: datetime) -> None:
    if case.stage == Stage.EVALUATE:
        _take(evaluate.end, case, now, case.evaluation_ends_at)
        return
    stage_is_late = bool(case.stage_due_at and case.stage_due_at <= now and not case.stage_late_at)
    _take(anytime.mark_late, case, now, case.next_due_at)
    if stage_is_late:
        _follow_rule(case, now)


def _assignment_is_due(assignment: Assignment, now: datetime) -> None:
    if assignment.state == State.SUSPENDED:
        _take(handle.resume, assignment, assignment.resume_at or now, assignment.resume_at)
        return
    if assignment.is_awaited_at_spot and assignment.arrive_due_at and assignment.arrive_due_at <= now:
        _take(handle.mark_arrival_late, assignment, now, assignment.arrive_due_at)
    if assignment.due_at <= now and not assignment.late_at:
        _take(handle.mark_assignment_late, assignment, now, assignment.due_at)
        _follow_late_handling(assignment, now)


def _follow_rule(case: Case, now: datetime) -> None:
    """What the town's rows say follows when a desk is late: supervision, or the next desk takes it."""
    stage = {Stage.COLLECT: StageClock.FILE, Stage.FILE: StageClock.DISPATCH}.get(Stage(case.stage))
    rule = late_rule(stage, case.desk_level, clock.day_of(now)) if stage else None
    if rule and rule.follows == LateRule.Follows.ESCALATE and case.desk_level != DeskLevel.DISTRICT:
        _take(file.escalate, case, now, case.stage_due_at)
    elif rule:
        _take(anytime.supervise, case, now, case.stage_due_at)


def _follow_late_handling(assignment: Assignment, now: datetime) -> None:
    case = assignment.case
    if (
        assignment.is_lead
        and not case.is_supervised
        and late_rule(StageClock.HANDLE, case.desk_level, clock.day_of(now))
    ):
        _take(anytime.supervise, case, now, assignment.due_at)


def _take(step: Step, subject: Subject, at: datetime, moment: datetime | None) -> None:
    name = getattr(step, "__name__", "")
    step(subject, Visit(TIMER, at, uuid5(KEYS, f"{subject.pk} {name} {moment and moment.isoformat()}")))
