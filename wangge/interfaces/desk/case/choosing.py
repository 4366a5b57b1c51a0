"""The lines of a chooser, asked for while somebody types."""

from collections.abc import Sequence

from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from wangge.accounts.actors import Actor
from wangge.cases import access
from wangge.cases.access import CASE_ROLES
from wangge.interfaces.desk.case import lines
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.cases.choosing import Choice, Chooser, answer, fill_conditions
from wangge.kernel import clock


@require_POST
@for_roles(*CASE_ROLES)
def conditions(request: SignedIn) -> TemplateResponse:
    """Filing conditions by category, synonym, code or text."""
    return answer(request, _conditions)


@require_POST
@for_roles(*CASE_ROLES)
def areas(request: SignedIn) -> TemplateResponse:
    """Areas of the person's ground by name or code."""
    return answer(request, _areas)


@require_POST
@for_roles(*CASE_ROLES)
def cases(request: SignedIn) -> TemplateResponse:
    """The case of a number, and those close to the case that shall be merged."""
    number = request.GET.get("number", "")
    return answer(request, lambda words, _chosen, actor: _cases(number, words, actor))


def _conditions(words: str, chosen: str, _actor: Actor) -> Sequence[Choice]:
    widget = Chooser()
    fill_conditions(widget, words, chosen, None, clock.today())
    return widget.lines


def _areas(words: str, chosen: str, actor: Actor) -> Sequence[Choice]:
    widget = Chooser()
    lines.fill_areas(widget, words, chosen, actor)
    return widget.lines


def _cases(number: str, words: str, actor: Actor) -> Sequence[Choice]:
    widget, case = Chooser(), access.seen_by(actor).filter(number=number).first()
    if case:
        lines.fill_cases(widget, words, case, actor)
    return widget.lines
