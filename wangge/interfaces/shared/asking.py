"""A form that writes: asked, sent, tried, and asked once more with what is wrong."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from wangge.interfaces.shared.refusals import tell
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused

T = TypeVar("T")


def sent(request: HttpRequest) -> Any:
    """What was posted, or nothing."""
    return request.POST if request.method == "POST" else None


def done(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """What the act made of a valid form; None where it is not sent, or tells what is wrong."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        tell(form, refused)
        return None


def asked(request: HttpRequest, template: str, form: forms.BaseForm | None, /, **context: Any) -> HttpResponse:
    """The form, or the form once more with what is wrong; None where it is not for this person."""
    status = 422 if form and form.errors else 200
    return TemplateResponse(request, template, {"form": form, **context}, status=status)


class OnceForm(forms.Form):
    """Writes once, however often it is sent; by itself there is nothing to fill in."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def do(self, act: Callable[[], T]) -> T | None:
        """See `done`."""
        return done(self, act)
