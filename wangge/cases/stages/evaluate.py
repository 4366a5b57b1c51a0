"""综合评价: the case is judged by the resident, by a follow-up call and by the desk; appeals of late marks; the end."""

from django.utils.translation import gettext as _

from wangge.cases.journal import Turn, act
from wangge.cases.models import Appeal
from wangge.kernel.refused import Refused

BEST = 5


@act("rate")
def rate(turn: Turn, *, is_solved: bool, satisfaction: int) -> None:
    """The resident says whether it is solved, and how satisfied he is (1 to 5)."""
    _judge(turn, is_solved, satisfaction)


@act("follow_up")
def follow_up(turn: Turn, *, is_reached: bool, is_solved: bool | None = None, satisfaction: int | None = None) -> None:
    """A call by somebody who did not handle it (回访): reached, solved, satisfied."""
    turn.facts["is_reached"] = is_reached
    if is_reached:
        if is_solved is None or satisfaction is None:
            raise Refused(_("请记下是否解决和满意度。"), field="satisfaction")
        _judge(turn, is_solved, satisfaction)


@act("evaluate")
def evaluate(turn: Turn, *, quality: int) -> None:
    """The desk judges how the case was handled (1 to 5) and puts it into the archive."""
    if not 1 <= quality <= BEST:
        raise Refused(_("评价在 1 到 5 之间。"), field="quality")
    turn.facts["quality"] = quality
    turn.case.ended_at = turn.at


@act("end")
def end(turn: Turn) -> None:
    """The term of evaluation is over."""
    if turn.case.evaluation_ends_at and turn.case.evaluation_ends_at > turn.at:
        raise Refused(_("评价期还没有结束。"))
    turn.case.ended_at = turn.at


@act("reopen")
def reopen(turn: Turn) -> None:
    """Not solved (重新办理): the case waits for dispatch again; the old answers stay on record."""
    turn.require_words("reason", _("请写明还有什么没有解决。"))
    case = turn.case
    if case.evaluation_ends_at and turn.at > case.evaluation_ends_at:
        raise Refused(_("评价期已过，请重新上报。"))
    case.reopen_count += 1
    case.closed_at = case.answered_at = case.evaluation_ends_at = case.is_check_passed = None
    turn.set_aside()


@act("appeal")
def appeal(turn: Turn) -> None:
    """A department appeals a late mark, once, after the case is closed."""
    turn.require_words("reason", _("请写明申诉理由。"))
    turn.mine.appeal = Appeal.ASKED


@act("review_appeal")
def review_appeal(turn: Turn, *, is_supported: bool) -> None:
    """First level: the desk says what it thinks."""
    turn.require_words("reason", _("请写明初审意见。"))
    turn.facts["is_supported"] = is_supported
    turn.mine.appeal = Appeal.REVIEWED


@act("decide_appeal")
def decide_appeal(turn: Turn, *, is_granted: bool) -> None:
    """Second level: the mark counts, or is excused. The raw mark stays on record."""
    turn.require_words("reason", _("请写明终审意见。"))
    turn.facts["is_granted"] = is_granted
    turn.mine.appeal = Appeal.GRANTED if is_granted else Appeal.REFUSED
    turn.mine.excused_at = turn.at if is_granted else None


def _judge(turn: Turn, is_solved: bool, satisfaction: int) -> None:
    if not 1 <= satisfaction <= BEST:
        raise Refused(_("满意度在 1 到 5 之间。"), field="satisfaction")
    turn.case.is_solved, turn.case.satisfaction = is_solved, satisfaction
    turn.facts |= {"is_solved": is_solved, "satisfaction": satisfaction}
