"""Every request is one transaction under one scope, and every answer tells the browser what a page may do."""

from collections.abc import Callable
from itertools import chain

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from wangge.accounts import queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate, User
from wangge.interfaces.shared.front_end import import_map
from wangge.kernel import clock
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import become, open_scope

MANDATE_KEY = "mandate"
SEEN_KEY = "seen"
POLL_HEADER = "X-Wangge-Poll"
_STAMP_EVERY_SECONDS = 60
_WITHOUT_DATABASE = ("/healthz", "/readyz", "/metrics")
_LOOKING = ("GET", "HEAD", "OPTIONS")
_SIGN_IN_PREFIX = "/accounts/"
_API_PREFIX = "/api/"  # reads its bodies itself
_POLICY = (
    "default-src 'none'; script-src 'self' {import_map}; style-src 'self'; img-src 'self' data: blob:{tiles}; "
    "connect-src 'self'{tiles}; font-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_PERMISSIONS = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), interest-cohort=()"

Answer = Callable[[HttpRequest], HttpResponseBase]


class ContentSecurity:
    """Says in every answer that only our own scripts, styles and images are loaded, and map tiles where set."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        tiles = f" {settings.TIANDITU_TILES}" if settings.TIANDITU_KEY else ""
        policy = _POLICY.format(import_map=import_map().source, tiles=tiles)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        return response


class Scoped:
    """Opens the scope of whoever asks: a mandate, a signed-in user without one, the sign-in page, or the portal.

    Queries before the view: session, scope, mandates, scope. A page is rendered inside; an answer of 500 and above
    undoes everything.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in _WITHOUT_DATABASE:
            return self.get_response(request)
        if not request.path.startswith(_API_PREFIX):
            _refuse_unreadable(request)
        _be_stranger(request)
        user_id = _signed_in(request)
        scope = _of_user(user_id).scope() if user_id else request.actor.scope()  # type: ignore[attr-defined]
        with open_scope(scope, acts=request.method not in _LOOKING):
            if user_id:
                _recognise(request, user_id)
            response = _sent_elsewhere(request) or self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        if user_id:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no screen has caught is still a sentence for a person, and nothing was done."""
        if not isinstance(exception, Refused):
            return None
        transaction.set_rollback(True)
        status = 404 if isinstance(exception, NotYours) else 422
        page = TemplateResponse(request, "shared/refused.html", {"refused": exception}, status=status)
        return page.render()


def _refuse_unreadable(request: HttpRequest) -> None:
    """A sign that no text can hold is no fault of ours to be told of, wherever it stands."""
    said = chain(request.GET.lists(), request.POST.lists())
    if any("\0" in value for _name, values in said for value in values):
        raise BadRequest("A zero sign in what was sent.")


def _be_stranger(request: HttpRequest) -> None:
    place = "signin" if request.path.startswith(_SIGN_IN_PREFIX) else "portal"
    _show(request, AnonymousUser(), Actor.machine_named(place), [])


def _show(request: HttpRequest, user: User | AnonymousUser, actor: Actor, mandates: list[Mandate]) -> None:
    request.user = user
    request.actor = actor  # type: ignore[attr-defined]
    request.mandates = tuple(mandates)  # type: ignore[attr-defined]


def _signed_in(request: HttpRequest) -> int | None:
    """The user of the session, unless it has been idle for too long. Only a person's own request is a sign of life."""
    if SESSION_KEY not in request.session:
        return None
    now = int(clock.now().timestamp())
    silent_for = now - request.session.get(SEEN_KEY, 0)
    if silent_for > settings.IDLE_SECONDS:
        request.session.flush()
        request.was_idle = True  # type: ignore[attr-defined]
        return None
    if silent_for >= _STAMP_EVERY_SECONDS and POLL_HEADER not in request.headers:
        request.session[SEEN_KEY] = now
    return int(request.session[SESSION_KEY])


def _of_user(user_id: int) -> Actor:
    return Actor(kind="self", name="", user_id=user_id)


def _recognise(request: HttpRequest, user_id: int) -> None:
    """Find what the user holds today and act under the mandate chosen last."""
    mandates = queries.mandates_of(user_id, on=clock.today())
    user = mandates[0].user if mandates else queries.user_with_secrets(user_id)
    if user is None or not _is_still(request, user):
        request.session.flush()
        become(request.actor.scope())  # type: ignore[attr-defined]
        return
    chosen = request.session.get(MANDATE_KEY)
    mandate = next((held for held in mandates if held.pk == chosen), mandates[0] if mandates else None)
    _show(request, user, Actor.of_mandate(mandate) if mandate else Actor.of_user(user), mandates)
    if mandate:
        become(request.actor.scope())  # type: ignore[attr-defined]


def _is_still(request: HttpRequest, user: User) -> bool:
    """A locked user is out at once, and a new password ends the sessions that knew the old one."""
    return user.is_active and constant_time_compare(
        request.session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    )


def _sent_elsewhere(request: HttpRequest) -> HttpResponseBase | None:
    """First or old passwords are changed, and a second factor that the role needs is set up, before anything else."""
    if not isinstance(request.user, User) or _is_always_open(request.path):
        return None
    if request.user.must_change_password(settings.PASSWORD_DAYS, at=clock.now()):
        return redirect("accounts:password")
    wanted = {mandate.role for mandate in request.mandates} & set(settings.SECOND_FACTOR_ROLES)  # type: ignore[attr-defined]
    if wanted and not request.user.credential.has_totp:
        return redirect("accounts:second_factor")
    return None


def _is_always_open(path: str) -> bool:
    names = ("accounts:password", "accounts:second_factor", "accounts:sign_out", "set_language")
    return path in {reverse(name) for name in names} or path.startswith(settings.STATIC_URL)
