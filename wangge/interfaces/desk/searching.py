"""The search boxes of lists: what is typed becomes an address to keep, in which no number of a person stands."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.shared.access import SignedIn
from wangge.registers.people.numbers import is_told

View = TypeVar("View", bound=Callable[..., HttpResponse])
Kept = dict[str, str]
BOX, AREA = "q", "area"
NOT_HERE = _("这里不按电话或证件号码查找，号码没有写进地址。")


def in_place_of(typed: str) -> Kept | None:
    """What the address says instead of what was typed: nothing of a number; None where the words may stand."""
    return {} if is_told(typed) else None


def searched(kept: Callable[[str], Kept | None] = in_place_of, sentence: Promise = NOT_HERE) -> Callable[[View], View]:
    """A list whose box posts to its own address; an address that tells a number leads to one that does not."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponse:
            said = request.POST if request.method == "POST" and BOX in request.POST else request.GET
            instead, is_elsewhere = kept(said.get(BOX, "")), is_told(said.get(AREA, ""))
            if said is request.GET and instead is None and not is_elsewhere:
                return view(request, *args, **kwargs)
            if is_elsewhere or instead == {}:
                messages.info(request, str(sentence))
            return _to(request, said, instead)

        return guarded  # type: ignore[return-value]

    return guard


def _to(request: SignedIn, said: QueryDict, instead: Kept | None) -> HttpResponseRedirect:
    query = said.copy()
    if instead is not None:
        del query[BOX]
        query.update(instead)
    for name in [name for name in query if name == "csrfmiddlewaretoken" or not query[name]]:
        del query[name]
    if is_told(query.get(AREA, "")):
        del query[AREA]
    return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
