"""What a chooser of the archives asks for while somebody types: the rows that the words may mean."""

from collections.abc import Callable, Sequence

from django import forms
from django.http import HttpRequest
from django.template.response import TemplateResponse

from wangge.accounts.actors import Actor
from wangge.interfaces.shared.access import SignedIn
from wangge.interfaces.shared.cases.choosing import Choice


class Asked(forms.Form):
    """What was typed, and what is chosen now."""

    chosen = forms.IntegerField(required=False, min_value=1)
    words = forms.CharField(required=False, max_length=80)

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> "Asked":
        """As the chooser of this name asks."""
        return cls({"chosen": request.GET.get(name), "words": request.GET.get(f"{name}_words")})


def answer(
    request: SignedIn, name: str, lines_for: Callable[[str, int | None, Actor], Sequence[Choice]]
) -> TemplateResponse:
    """The lines of the chooser of this name; what is wrong counts as not said."""
    form = Asked.of(request, name)
    form.full_clean()
    words, chosen = form.cleaned_data.get("words", ""), form.cleaned_data.get("chosen")
    lines = lines_for(words, chosen, request.actor)
    context = {"name": name, "selected": str(chosen or ""), "lines": lines, "words": words}
    return TemplateResponse(request, "shared/chooser_lines.html", context)
