"""案件处置: what a department does with its assignment until it answers."""

from datetime import datetime

from django.utils.translation import gettext as _

from wangge.cases import routing
from wangge.cases.deadlines import Clock, Limit, Unit, due
from wangge.cases.journal import Turn, act
from wangge.cases.models import Assignment, StageClock
from wangge.cases.workflow import Ask, Stage, State
from wangge.kernel.refused import Refused
from wangge.kernel.workdays import current_calendar

MOST_EXTENSIONS = 2


@act("accept")
def accept(turn: Turn) -> None:
    """Sign for the assignment (签收)."""
    _begin(turn)


@act("arrive")
def arrive(turn: Turn) -> None:
    """Report at the spot after a whistle (报到)."""
    turn.mine.arrived_at = turn.at
    _begin(turn)


@act("ask_return")
def ask_return(turn: Turn) -> None:
    """Say that it is not ours, and why (回退); the desk may insist."""
    turn.require_words("reason", _("请写明为什么不属于本单位，最好说明应由谁办理。"))
    _ask(turn, Ask.RETURN)


@act("grant_return")
def grant_return(turn: Turn) -> None:
    """Take the assignment back; without its lead the case waits for dispatch again."""
    turn.mine.ask = Ask.NOTHING
    turn.case.return_count += 1
    if turn.mine.is_lead:
        turn.release_all()
        turn.mine.state = State.RETURNED
        turn.case.lead_department = None
        turn.to = Stage.FILE
    else:
        turn.mine.state = State.RETURNED
        turn.answer_if_all_done()


@act("refuse_return")
def refuse_return(turn: Turn) -> None:
    """It is theirs: the clock has never stopped."""
    turn.require_words("reason", _("请写明为什么仍由该单位办理。"))


@act("ask_extension")
def ask_extension(turn: Turn, *, amount: int) -> None:
    """Ask for more time, in the unit of the limit, before the time is over."""
    turn.require_words("reason", _("请写明申请延期的理由。"))
    mine = turn.mine
    _refuse_when_late(mine, turn.at)
    if mine.extension_count >= MOST_EXTENSIONS:
        raise Refused(_("已经延期 %(count)s 次，不能再延。") % {"count": mine.extension_count})
    if not 0 < amount <= mine.limit_amount:
        raise Refused(_("一次最多延长一个原时限（%(most)s）。") % {"most": mine.limit_amount}, field="amount")
    mine.ask_amount = amount
    turn.facts |= {"amount": amount, "unit": mine.limit_unit}
    _ask(turn, Ask.EXTENSION)


@act("grant_extension")
def grant_extension(turn: Turn) -> None:
    """Give the time that was asked for; the case's clock follows its lead's."""
    mine = turn.mine
    more = Limit(mine.ask_amount or 0, Unit(mine.limit_unit))
    mine.extension_count += 1
    _set_clock(turn, Clock.of(mine).extend(more, current_calendar()))


@act("refuse_extension")
def refuse_extension(turn: Turn) -> None:
    """The limit stands."""
    turn.require_words("reason", _("请写明驳回的理由。"))


@act("ask_suspension")
def ask_suspension(turn: Turn, *, until: datetime) -> None:
    """Ask that the clock rest until a day (挂账): engineering, season, unclear duty."""
    turn.require_words("reason", _("请写明申请挂账的理由。"))
    _refuse_when_late(turn.mine, turn.at)
    _refuse_long(turn, until)
    turn.mine.ask_until = until
    turn.facts["until"] = until.isoformat()
    _ask(turn, Ask.SUSPENSION)


@act("grant_suspension")
def grant_suspension(turn: Turn) -> None:
    """The clock rests; it goes on by itself at the end."""
    mine = turn.mine
    if mine.ask_until is None or mine.ask_until <= turn.at:
        raise Refused(_("申请的挂账期已经过去，请驳回后重新申请。"))
    mine.resume_at = mine.ask_until
    _set_clock(turn, Clock.of(mine).pause(turn.at, current_calendar()))


@act("refuse_suspension")
def refuse_suspension(turn: Turn) -> None:
    """The clock runs on."""
    turn.require_words("reason", _("请写明驳回的理由。"))


@act("resume")
def resume(turn: Turn) -> None:
    """The suspension is over: what was left of the limit runs from now."""
    turn.mine.resume_at = None
    _set_clock(turn, Clock.of(turn.mine).resume(turn.at, current_calendar()))


@act("mark_assignment_late")
def mark_assignment_late(turn: Turn) -> None:
    """The limit has passed: the mark stays, whatever comes after."""
    mine = turn.mine
    if mine.late_at or mine.due_at > turn.at:
        raise Refused(_("这张派遣单没有超时。"))
    mine.late_at = mine.due_at
    if mine.is_lead and not turn.case.late_at:
        turn.case.late_at = mine.due_at
    turn.facts["due_at"] = mine.due_at.isoformat()


@act("mark_arrival_late")
def mark_arrival_late(turn: Turn) -> None:
    """Called to the spot and not there in time."""
    mine = turn.mine
    if mine.arrived_at or mine.arrival_late_at or not mine.arrive_due_at or mine.arrive_due_at > turn.at:
        raise Refused(_("这张派遣单没有报到超时。"))
    mine.arrival_late_at = mine.arrive_due_at


def _begin(turn: Turn) -> None:
    mine = turn.mine
    if mine.accepted_at is None:
        mine.accepted_at, mine.accepted_by_id = turn.at, turn.by.user_id
    if mine.is_lead and turn.case.stage == Stage.DISPATCH:
        turn.to = Stage.HANDLE
        turn.case.handled_at = turn.at


def _ask(turn: Turn, ask: Ask) -> None:
    turn.mine.ask, turn.mine.asked_by_id = ask, turn.by.user_id


def _set_clock(turn: Turn, clock: Clock) -> None:
    """Keep the assignment's clock; the case's total clock follows its lead's."""
    mine = turn.mine
    mine.due_at, mine.extended_s = clock.due_at, clock.extended_s
    mine.paused_at, mine.remaining_s = clock.paused_at, clock.remaining_s
    if mine.is_lead:
        turn.case.due_at = None if clock.paused_at else clock.due_at
    turn.facts["due_at"] = clock.due_at.isoformat()


def _refuse_when_late(assignment: Assignment, at: datetime) -> None:
    if assignment.late_at or assignment.due_at <= at:
        raise Refused(_("已经超时，超时后不能再申请。"))


def _refuse_long(turn: Turn, until: datetime) -> None:
    if until <= turn.at:
        raise Refused(_("恢复日期要在今天以后。"), field="until")
    limit = routing.stage_limit(StageClock.SUSPEND, turn.case.desk_level, turn.day)
    if limit and until > due(turn.at, limit, current_calendar()):
        raise Refused(_("挂账最长 %(most)s。") % {"most": limit}, field="until")
