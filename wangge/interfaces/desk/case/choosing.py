"""The lines of a chooser, asked for while somebody types."""

from django import forms
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from wangge.cases import access
from wangge.cases.access import CASE_ROLES
from wangge.interfaces.desk.case import lines
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.cases.choosing import Choice, Chooser, fill_conditions
from wangge.kernel import clock


class Asked(forms.Form):
    """What was typed, in which field, and what is chosen now."""

    name = forms.SlugField()
    words = forms.CharField(required=False, max_length=60)
    chosen = forms.CharField(required=False, max_length=40)
    number = forms.CharField(required=False, max_length=19)


@require_safe
@for_roles(*CASE_ROLES)
def conditions(request: SignedIn) -> TemplateResponse:
    """Filing conditions by category, synonym, code or text."""
    asked, widget = _asked(request), Chooser()
    fill_conditions(widget, asked["words"], asked["chosen"], None, clock.today())
    return _lines(request, asked, widget)


@require_safe
@for_roles(*CASE_ROLES)
def areas(request: SignedIn) -> TemplateResponse:
    """Areas of the person's ground by name or code."""
    asked, widget = _asked(request), Chooser()
    lines.fill_areas(widget, asked["words"], asked["chosen"], request.actor)
    return _lines(request, asked, widget)


@require_safe
@for_roles(*CASE_ROLES)
def cases(request: SignedIn) -> TemplateResponse:
    """The case of a number, and those close to the case that shall be merged."""
    asked, widget = _asked(request), Chooser()
    case = access.seen_by(request.actor).filter(number=asked["number"]).first()
    if case:
        lines.fill_cases(widget, asked["words"], case, request.actor)
    return _lines(request, asked, widget)


def _asked(request: SignedIn) -> dict[str, str]:
    """A chooser's own words travel under its own names: `condition` and `condition_words`."""
    name = request.GET.get("name", "")
    given = {
        "name": name,
        "words": request.GET.get(f"{name}_words", ""),
        "chosen": request.GET.get(name, ""),
        "number": request.GET.get("number", ""),
    }
    form = Asked(given)
    return (
        {key: str(value) for key, value in form.cleaned_data.items()} if form.is_valid() else dict.fromkeys(given, "")
    )


def _lines(request: SignedIn, asked: dict[str, str], widget: Chooser) -> TemplateResponse:
    chosen: list[Choice] = list(widget.lines)
    context = {"name": asked["name"], "selected": asked["chosen"], "lines": chosen, "words": asked["words"]}
    return TemplateResponse(request, "shared/chooser_lines.html", context)
