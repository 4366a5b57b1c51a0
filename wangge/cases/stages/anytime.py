"""What may happen at any stage: contact the reporter, urge, supervise, note, and the clock of the desk."""

from django.utils.translation import gettext as _

from wangge.cases.journal import Turn, act
from wangge.kernel.refused import Refused


@act("contact")
def contact(turn: Turn, *, is_reached: bool) -> None:
    """Somebody called the reporter; reached or not, and what was said."""
    turn.facts["is_reached"] = is_reached


@act("urge")
def urge(turn: Turn) -> None:
    """Ask whoever has the case to hurry (催办)."""
    turn.case.urge_count += 1


@act("supervise")
def supervise(turn: Turn) -> None:
    """A leader watches this case (督办)."""
    if turn.by.kind != "machine":
        turn.require_words("opinion", _("请写明督办意见。"))
    turn.case.is_supervised = True


@act("note")
def note(turn: Turn) -> None:
    """A remark for everybody who works on the case."""
    turn.require_words("note", _("请写点什么。"))


@act("mark_late")
def mark_late(turn: Turn) -> None:
    """A limit of the case has passed: of the present desk stage, or the total one."""
    case, marked = turn.case, []
    if case.stage_due_at and not case.stage_late_at and case.stage_due_at <= turn.at:
        case.stage_late_at = case.stage_due_at
        marked.append("stage")
    if case.due_at and not case.late_at and not case.answered_at and case.due_at <= turn.at:
        case.late_at = case.due_at
        marked.append("case")
    if not marked:
        raise Refused(_("此案没有超时。"))
    turn.facts["marked"] = marked
