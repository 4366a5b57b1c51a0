"""处理反馈: a department says what it did; the desk may send it back for rework."""

from django.utils.translation import gettext as _

from wangge.cases.journal import Turn, act
from wangge.cases.models import AttachmentKind
from wangge.cases.workflow import Ask, Stage, State
from wangge.kernel.refused import Refused


@act("feedback")
def feedback(turn: Turn) -> None:
    """Answer what was done. When the lead and every co-handler have answered, so has the case."""
    turn.require_words("answer", _("请写明处理结果。"))
    mine, condition = turn.mine, turn.case.condition
    kinds = {kind for _stored, kind in turn.visit.photos}
    if mine.is_lead and condition and condition.wants_photo_after and AttachmentKind.AFTER not in kinds:
        raise Refused(_("这一立案条件要求处置后的照片，请补拍后再反馈。"), field="photos")
    mine.state, mine.done_at, mine.ask = State.DONE, turn.at, Ask.NOTHING
    _mark_if_late(turn)
    turn.answer_if_all_done()


@act("rework")
def rework(turn: Turn) -> None:
    """The result does not hold (返工): the same department handles again; the first proof is kept."""
    turn.require_words("reason", _("请写明哪里没有做到，处置单位会看到。"))
    turn.mine.done_at = None
    turn.case.answered_at = None
    turn.case.is_check_passed = None
    turn.case.ask = Ask.NOTHING
    turn.case.rework_count += 1
    turn.to = Stage.HANDLE


def _mark_if_late(turn: Turn) -> None:
    """An answer after the limit is late even if the timer has not yet come by."""
    mine = turn.mine
    if turn.at > mine.due_at and not mine.late_at:
        mine.late_at = mine.due_at
        turn.facts["late"] = True
    if mine.is_lead and mine.late_at and not turn.case.late_at:
        turn.case.late_at = mine.late_at
