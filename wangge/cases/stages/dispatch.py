"""调度派遣: the desk gives the case to one lead and any number of co-handlers, or whistles them to the spot."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from wangge.accounts.models import Department
from wangge.cases import deadlines, routing
from wangge.cases.journal import Turn, act
from wangge.cases.models import Assignment, DeskLevel, Part, StageClock
from wangge.cases.workflow import Ask, Stage, State
from wangge.kernel.refused import Refused
from wangge.kernel.workdays import current_calendar


@act("dispatch")
def dispatch(turn: Turn, *, lead: Department, co: Sequence[Department] = ()) -> None:
    """Dispatch to one lead and its co-handlers; each has its own clock from now."""
    _send_all(turn, lead, co)
    turn.case.dispatched_at = turn.at


@act("whistle")
def whistle(turn: Turn, *, lead: Department | None = None, co: Sequence[Department] = ()) -> None:
    """Call departments to the spot (吹哨报到): a limit to arrive beside the limit to solve.

    Before anybody has it a lead is needed; afterwards the called join as co-handlers.
    """
    if turn.case.desk_level == DeskLevel.COMMUNITY:
        raise Refused(_("社区不能直接吹哨，请上报街道。"))
    if turn.case.stage != Stage.FILE and lead:
        raise Refused(_("此案已有主办单位，新叫到的单位只能协办。"), field="lead")
    if turn.case.stage == Stage.FILE and not lead:
        raise Refused(_("请选定一个主办单位。"), field="lead")
    called = _send_all(turn, lead, co)
    limit = routing.stage_limit(StageClock.ARRIVE, turn.case.desk_level, turn.day)
    for assignment in called:
        assignment.arrive_due_at = deadlines.due(turn.at, limit, current_calendar()) if limit else None
    turn.case.is_joint = True
    if turn.case.stage == Stage.FILE:
        turn.case.dispatched_at = turn.at
        turn.to = Stage.DISPATCH


@act("release")
def release(turn: Turn) -> None:
    """A co-handler is no longer needed; if everybody else has answered, the case is answered."""
    turn.mine.state, turn.mine.ask = State.RELEASED, Ask.NOTHING
    turn.answer_if_all_done()


def _send_all(turn: Turn, lead: Department | None, co: Sequence[Department]) -> list[Assignment]:
    chosen = [(lead, Part.LEAD)] if lead else []
    chosen += [(department, Part.CO) for department in co]
    if not chosen:
        raise Refused(_("请至少选一个单位。"), field="co")
    sent = [_send(turn, department, part) for department, part in chosen]
    if lead:
        turn.case.lead_department = lead
    turn.case.is_joint = turn.case.is_joint or bool(co)
    turn.facts["sent"] = [{"department": one.department_id, "part": str(one.part)} for one in sent]
    return sent


def _send(turn: Turn, department: Department, part: Part) -> Assignment:
    _refuse_unfit(turn, department)
    condition = turn.case.condition
    if condition is None:
        raise Refused(_("先立案，再派遣。"))
    limit = deadlines.Limit.of(condition)
    assignment = Assignment(
        case=turn.case,
        department=department,
        department_path=department.path,
        area_code=turn.case.area_code,
        part=part,
        state=State.SENT,
        limit_amount=limit.amount,
        limit_unit=limit.unit,
        sent_at=turn.at,
        due_at=deadlines.due(turn.at, limit, current_calendar()),
    )
    turn.add(assignment)
    return assignment


def _refuse_unfit(turn: Turn, department: Department) -> None:
    name = {"name": department.name}
    if any(one.is_busy and one.department_id == department.pk for one in turn.assignments):
        raise Refused(_("%(name)s已经在办此案。") % name, field="lead")
    if not (turn.case.area_code.startswith(department.area_code)):
        raise Refused(_("%(name)s不管这个区域。") % name, field="lead")
    is_community_office = department.is_office and len(department.area_code) >= 12
    if turn.case.category and turn.case.category.is_enforcement and is_community_office:
        raise Refused(_("执法事项不能派给社区或网格。"), field="lead")
    if turn.case.desk_level == DeskLevel.COMMUNITY and not is_community_office:
        raise Refused(_("社区只能自己办理，需要部门办理请上报街道。"), field="lead")
