"""Who finds a view: signed-in people, by the role of the mandate in use."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate, User
from wangge.accounts.roles import Role
from wangge.interfaces.shared.middleware import POLL_HEADER

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
ASKED_AND_SENT = require_http_methods(["GET", "HEAD", "POST"])
"""A page that shows a form and takes it."""


class Asked(HttpRequest):
    """A request as the scope middleware hands it to a view."""

    user: User | AnonymousUser
    actor: Actor
    mandates: tuple[Mandate, ...]


class SignedIn(Asked):
    """The same behind `for_roles` or `signed_in`: somebody is there."""

    user: User


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Show the view to these roles (to every mandate when none is named); to others it does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.actor.user_id is None:
                return _to_sign_in(request)
            if request.actor.role is None or (roles and request.actor.role not in roles):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard


def signed_in(view: View) -> View:
    """Show the view to everybody who has signed in, with or without a mandate."""

    @wraps(view)
    def guarded(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _to_sign_in(request) if request.actor.user_id is None else view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def _to_sign_in(request: Asked) -> HttpResponse:
    """A page is found again after signing in; a poll or a part of a page sends the whole page there."""
    query = {"next": request.get_full_path()} if request.method == "GET" else {}
    if getattr(request, "was_idle", False):
        query["idle"] = "1"
    address = reverse("accounts:sign_in") + (f"?{urlencode(query)}" if query else "")
    if POLL_HEADER in request.headers or "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("accounts:sign_in")})
    return HttpResponseRedirect(address)
