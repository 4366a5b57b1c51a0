"""The search boxes of lists: what is typed is posted, and stands sealed in the address that answers.

So an address can be kept, reloaded, gone back to, paged and sorted; what was typed it tells to nobody but the typist.
Forms read `said(request)`; addresses are made of `request.GET`, where the words stay sealed.
"""

import base64
from collections.abc import Callable, Set
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from wangge.kernel import crypto
from wangge.registers.people.numbers import is_told

View = TypeVar("View", bound=Callable[..., HttpResponse])
Kept = dict[str, str]
BOX = "q"
MARK = "~"
"""Begins a value that is sealed; alone, what cannot be opened, which nothing agrees with."""
LONGEST = 200
TEXT = ("text", "search", "tel", "email", "url")
NOT_HERE = _("这里不按电话或证件号码查找，号码没有写进地址。")
NOT_YOURS = _("这个地址里的查找内容只有当时输入的人能打开，请重新输入。")


def in_place_of(typed: str) -> Kept | None:
    """What the address says instead of what was typed: nothing of a number; None where the words are sealed."""
    return {} if is_told(typed) else None


def searched(
    form: type[forms.Form] | None = None,
    kept: Callable[[str], Kept | None] = in_place_of,
    sentence: Promise = NOT_HERE,
) -> Callable[[View], View]:
    """A list whose filters post to its own address: its box, and each text field of the form, is sealed there."""
    typed = {BOX, *(text_fields(form) if form else ())}

    def guard(view: View) -> View:
        @wraps(view)
        @sensitive_post_parameters(*typed)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_sent = request.method == "POST" and not typed.isdisjoint(request.POST)
            is_another_form = request.method == "POST" and not is_sent
            if is_another_form or (not is_sent and all(_may_stand(name, request) for name in typed)):
                return view(request, *args, **kwargs)
            given = request.POST if is_sent else said(request)
            if kept(given.get(BOX, "")) == {} or any(_is_told(name, given) for name in typed):
                messages.info(request, str(sentence))
            elif not is_sent and any(_is_broken(request.GET.get(name, ""), request) for name in typed):
                messages.info(request, str(NOT_YOURS))
            return _to(request, given, typed, kept)

        return guarded  # type: ignore[return-value]

    return guard


def said(request: HttpRequest) -> QueryDict:
    """What the address says, with what was typed in clear; what somebody else typed narrows to nothing."""
    clear = request.GET.copy()
    for name, values in request.GET.lists():
        clear.setlist(name, [_opened(value, request) for value in values])
    return clear


def sealed(words: str, request: HttpRequest) -> str:
    """Words as they stand in the addresses of whoever asks; others cannot open them."""
    return MARK + base64.urlsafe_b64encode(crypto.seal(words, purpose=_purpose(request))).decode().rstrip("=")


def text_fields(form: type[forms.Form]) -> list[str]:
    """The fields of a form into which anything can be typed."""
    return [
        name
        for name, field in form.base_fields.items()
        if getattr(field.widget, "input_type", "") in TEXT and not isinstance(field, forms.DateField)
    ]


def _may_stand(name: str, request: HttpRequest) -> bool:
    """Sealed by whoever asks; or a code or a name of an area, to which another page leads."""
    value = request.GET.get(name, "")
    if not value or value.startswith(MARK):
        return not _is_broken(value, request)
    return name != BOX and not is_told(value)


def _is_told(name: str, given: QueryDict) -> bool:
    return name != BOX and is_told(given.get(name, ""))


def _is_broken(value: str, request: HttpRequest) -> bool:
    return _opened(value, request) == MARK


def _to(
    request: HttpRequest, given: QueryDict, typed: Set[str], kept: Callable[[str], Kept | None]
) -> HttpResponseRedirect:
    query = given.copy()
    instead = kept(query.get(BOX, ""))
    if instead is not None:
        query.pop(BOX, None)
        query.update(instead)
    for name in typed & query.keys():
        words = query.get(name, "").strip()[:LONGEST]
        query[name] = "" if words in ("", MARK) or _is_told(name, query) else sealed(words, request)
    for name in [name for name in query if name == "csrfmiddlewaretoken" or not query[name]]:
        del query[name]
    return redirect(f"{request.path}?{query.urlencode(safe=MARK)}" if query else request.path)


def _opened(value: str, request: HttpRequest) -> str:
    """The words of a sealed value, the mark alone where they are another's; what is not sealed as it is."""
    if not value.startswith(MARK):
        return value
    try:
        data = base64.urlsafe_b64decode(value[1:] + "=" * (-len(value[1:]) % 4))
        return crypto.unseal(data, purpose=_purpose(request))
    except ValueError:
        return MARK


def _purpose(request: HttpRequest) -> str:
    """One's own account; of a visitor his browser."""
    return f"searched:{request.user.pk or request.META.get('CSRF_COOKIE', '')}"
