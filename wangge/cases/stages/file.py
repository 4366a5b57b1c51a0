"""建档立卷: a report is filed under a condition, or declined, merged, voided, or given to another desk."""

from django.utils.translation import gettext as _

from wangge.cases import deadlines, routing
from wangge.cases.access import LEVELS
from wangge.cases.journal import Turn, act
from wangge.cases.models import Case, DeskLevel, FilingCondition
from wangge.cases.workflow import FINAL_STAGES, Ask
from wangge.kernel.refused import Refused
from wangge.kernel.workdays import current_calendar


@act("file")
def file(turn: Turn, *, condition: FilingCondition, is_urgent: bool = False) -> None:
    """File the case (立案) under one condition; its total clock starts now."""
    if not condition.is_in_force(turn.day):
        raise Refused(_("这一立案条件已停用，请选现行条件。"), field="condition")
    case = turn.case
    if condition.category.is_enforcement and case.desk_level == DeskLevel.COMMUNITY:
        case.desk_level = DeskLevel.STREET
        turn.facts["desk_level"] = case.desk_level
    turn.name_by(condition)
    case.is_urgent = case.is_urgent or is_urgent
    case.filed_at = turn.at
    limit = deadlines.Limit.of(condition)
    case.due_at = deadlines.due(turn.at, limit, current_calendar())
    case.late_at = None


@act("decline")
def decline(turn: Turn) -> None:
    """Not a matter of the platform (不予受理), with the reason."""
    turn.require_words("reason", _("请写明不予受理的理由，报告人会看到。"))
    turn.case.ended_at = turn.at
    turn.case.ask = Ask.NOTHING


@act("merge")
def merge(turn: Turn, *, into: Case) -> None:
    """The same matter is already on its way (并案): this one ends, its reporter follows the other."""
    if into.pk == turn.case.pk:
        raise Refused(_("不能并入自己。"), field="into")
    if into.stage in FINAL_STAGES:
        raise Refused(_("案件 %(number)s 已经办结，不能并入。") % {"number": into.number}, field="into")
    turn.case.merged_into = into
    turn.case.ended_at = turn.at
    turn.case.ask = Ask.NOTHING
    turn.facts["into"] = str(into.pk)


@act("ask_void")
def ask_void(turn: Turn) -> None:
    """Ask that a filed case be voided; another person decides."""
    turn.require_words("reason", _("请写明申请作废的理由。"))
    turn.case.ask = Ask.VOID


@act("void")
def void(turn: Turn) -> None:
    """Void the case (作废): it never met the condition."""
    turn.case.ended_at = turn.at
    turn.release_all()


@act("refuse_void")
def refuse_void(turn: Turn) -> None:
    """The case goes on."""
    turn.require_words("reason", _("请写明驳回的理由。"))


@act("escalate")
def escalate(turn: Turn) -> None:
    """Send up to the next desk (社区 → 街道 → 区级)."""
    level = LEVELS.index(DeskLevel(turn.case.desk_level))
    if level + 1 == len(LEVELS):
        raise Refused(_("已在区级平台，没有再上一级。"))
    _give_to_desk(turn, LEVELS[level + 1])


@act("delegate")
def delegate(turn: Turn) -> None:
    """Give to the desk below; never what needs the power of law to a community."""
    level = LEVELS.index(DeskLevel(turn.case.desk_level))
    if level == 0:
        raise Refused(_("已在社区，没有再下一级。"))
    below = LEVELS[level - 1]
    category = turn.case.category
    if below == DeskLevel.COMMUNITY and category and category.is_enforcement:
        raise Refused(_("执法事项不能交社区办理。"))
    if level - 1 < LEVELS.index(routing.lowest_desk(turn.case.area_code)):
        raise Refused(_("还不知道属于哪个%(level)s，请先更正位置。") % {"level": below.label})
    _give_to_desk(turn, below)


def _give_to_desk(turn: Turn, level: DeskLevel) -> None:
    turn.facts |= {"from": turn.case.desk_level, "to": level}
    turn.give_to_desk(level)
