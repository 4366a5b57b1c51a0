"""核实结案: the result is checked by somebody who did not handle it (核查), then the case is closed."""

from django.utils.translation import gettext as _

from wangge.accounts.queries import mandates_over
from wangge.accounts.roles import Role
from wangge.cases import deadlines, routing
from wangge.cases.access import DESK_LEVEL, DESK_POWERS
from wangge.cases.journal import Turn, act
from wangge.cases.models import Entry, StageClock
from wangge.cases.workflow import HANDLING_STEPS, Ask, Relation
from wangge.kernel.workdays import current_calendar


@act("order_check")
def order_check(turn: Turn) -> None:
    """Ask the worker of the grid to look at the result (核查)."""
    turn.case.ask = Ask.CHECK
    turn.case.is_check_passed = None


@act("answer_check")
def answer_check(turn: Turn, *, is_passed: bool) -> None:
    """The worker looked at the result: it holds, or it does not."""
    _judge(turn, is_passed)


@act("check")
def check(turn: Turn, *, is_passed: bool) -> None:
    """The desk itself judges the result by its proof."""
    turn.case.ask = Ask.NOTHING
    _judge(turn, is_passed)


@act("close")
def close(turn: Turn) -> None:
    """Close the case (结案); the term of evaluation begins."""
    turn.case.closed_at = turn.at
    turn.case.needs_upper = False
    limit = routing.stage_limit(StageClock.EVALUATE, turn.case.desk_level, turn.day)
    turn.case.evaluation_ends_at = deadlines.due(turn.at, limit, current_calendar()) if limit else turn.at


def _judge(turn: Turn, is_passed: bool) -> None:
    if not is_passed:
        turn.require_words("reason", _("请写明哪里不合格。"))
    turn.case.is_check_passed = is_passed
    turn.facts["is_passed"] = is_passed
    turn.case.needs_upper = is_passed and not _has_second_person(turn)


def _has_second_person(turn: Turn) -> bool:
    """Whether this desk has somebody who did not handle the case and can close it."""
    handlers = Entry.objects.filter(case=turn.case, step__in=HANDLING_STEPS, by_user_id__isnull=False)
    desk = mandates_over(turn.case.area_code, *_closers(turn.case.desk_level), on=turn.day)
    return desk.exclude(user_id__in=handlers.values("by_user_id")).exists()


def _closers(level: str) -> list[Role]:
    return [role for role, own in DESK_LEVEL.items() if own == level and Relation.DUTY_OFFICER in DESK_POWERS[role]]
