"""Choosers: one choice out of many, found by words: while typing, or by a button where no script runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.cases import choosing
from wangge.cases.deadlines import Limit
from wangge.cases.models import Category, FilingCondition
from wangge.interfaces.shared.access import SignedIn

SEARCH = "search"
"""The name of the button that searches without a script; its value is the chooser."""


@dataclass(frozen=True)
class Choice:
    """One line of a chooser: the value sent, what it is, a word beside it, and a sentence below."""

    value: str
    title: str
    beside: str = ""
    below: str = ""
    is_suggested: bool = False


class Chooser(forms.RadioSelect):
    """A search box above a list of radio buttons. The form says which lines stand in the list."""

    template_name = "shared/chooser.html"

    def __init__(self, search_url_name: str = "", placeholder: str | Promise = "") -> None:
        super().__init__()
        self.search_url_name, self.placeholder = search_url_name, placeholder
        self.lines: Sequence[Choice] = ()
        self.words = ""
        self.query = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template shows; the options of the field stay where they are."""
        return {
            "widget": {"attrs": self.build_attrs(self.attrs, attrs)},
            "name": name,
            "selected": "" if value is None else str(value),
            "lines": self.lines,
            "words": self.words,
            "query": self.query,
            "search_url_name": self.search_url_name,
            "placeholder": self.placeholder,
            "search": SEARCH,
        }

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The label leads to the search box."""
        return f"{id_}_words"


class Asked(forms.Form):
    """Which chooser asks, what was typed there, and what is chosen now."""

    name = forms.SlugField()
    words = forms.CharField(required=False, max_length=80)
    chosen = forms.CharField(required=False, max_length=40)


def answer(request: SignedIn, lines_for: Callable[[str, str, Actor], Sequence[Choice]]) -> TemplateResponse:
    """The lines for what was typed, which is posted; what is wrong counts as not said."""
    name = request.GET.get("name", "")
    form = Asked({"name": name, "words": request.POST.get(f"{name}_words"), "chosen": request.POST.get(name)})
    form.full_clean()
    name, words, chosen = (form.cleaned_data.get(each, "") for each in form.fields)
    context = {"name": name, "selected": chosen, "lines": lines_for(words, chosen, request.actor), "words": words}
    return TemplateResponse(request, "shared/chooser_lines.html", context)


def fill_conditions(
    widget: Any,
    words: str,
    chosen: object,
    category: Category | None,
    day: date,
    *,
    usual: Sequence[FilingCondition] = (),
) -> None:
    """The conditions found by words; without words those of the category or the usual ones, and always the chosen."""
    widget.words = words
    found = choosing.conditions_matching(words, day) if words else list(usual)
    if category and not words:
        found = choosing.conditions_of(category, day)
    if chosen and str(chosen) not in [str(one.pk) for one in found]:
        found = [*choosing.conditions_in_force(day).filter(pk=number_in(chosen)), *found]
    widget.lines = [condition_line(one) for one in found]


def condition_line(condition: FilingCondition) -> Choice:
    """“雨水井盖：缺失、移位 · 2 紧急工作时”, and when it may be closed."""
    category = condition.category
    marks = [category.get_kind_display(), category.major_name, category.code]
    if category.is_enforcement:
        marks.append(_("须执法"))
    return Choice(
        value=str(condition.pk),
        title=_("%(label)s：%(text)s") % {"label": category.minor_name, "text": condition.text},
        beside=str(Limit.of(condition)),
        below=_("结案条件：%(closing)s") % {"closing": condition.closing} + "  ·  " + " · ".join(map(str, marks)),
    )


def number_in(value: object) -> int:
    """The key that a field was sent with; 0, which no row has, where it is none."""
    return int(str(value)) if str(value).isdigit() else 0
