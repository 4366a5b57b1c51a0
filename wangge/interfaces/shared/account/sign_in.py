"""In and out: name and password, the second factor, and where everybody begins."""

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wangge.accounts import door
from wangge.accounts.models import SignIn, User
from wangge.accounts.queries import user_with_secrets
from wangge.accounts.roles import Role
from wangge.interfaces.shared.access import Asked, SignedIn, signed_in
from wangge.interfaces.shared.account.forms import CodeForm, SignInForm
from wangge.interfaces.shared.middleware import SEEN_KEY
from wangge.interfaces.shared.refusals import tell
from wangge.interfaces.shared.visitors import address_of
from wangge.kernel import clock
from wangge.kernel.refused import Refused

_PENDING = "pending"
_PENDING_SECONDS = 300
_HOMES = {
    Role.GRID_WORKER: "/field/",
    Role.GRID_LEADER: "/field/",
    Role.SYSTEM_ADMIN: "/desk/people/",
    Role.SECURITY_ADMIN: "/desk/people/",
    Role.AUDIT_ADMIN: "/desk/audit/signins",
}
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: Asked) -> HttpResponse:
    """The sign-in page."""
    if request.actor.user_id is not None:
        return redirect("accounts:home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = door.try_password(
                form.cleaned_data["username"], form.cleaned_data["password"], visitor=_visitor(request), at=clock.now()
            )
        except Refused as refused:
            tell(form, refused)
        else:
            return _go_on(request, user)
    return _page(request, "account/sign_in.html", form)


@sensitive_post_parameters("code")
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The second factor of somebody whose password was right a moment ago."""
    user = _pending_user(request)
    if user is None:
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            door.try_code(user, form.cleaned_data["code"], visitor=_visitor(request), at=clock.now())
        except Refused as refused:
            tell(form, refused)
        else:
            return _let_in(request, user)
    return _page(request, "account/code.html", form)


@require_POST
def sign_out(request: Asked) -> HttpResponse:
    """Leave; the session is gone, and what the browser kept of it: photos, drafts, the list last looked at."""
    if isinstance(request.user, User):
        door.note(SignIn.Kind.SIGNED_OUT, request.user, visitor=_visitor(request), at=clock.now())
    request.session.flush()
    response = redirect("accounts:sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@signed_in
def home(request: SignedIn) -> HttpResponse:
    """Where the mandate in use works: the phone page, the desk, or one's own account when there is none."""
    if request.actor.role is None:
        return redirect("accounts:profile")
    return redirect(_HOMES.get(request.actor.role, settings.LOGIN_REDIRECT_URL))


def _page(request: HttpRequest, template: str, form: SignInForm | CodeForm) -> TemplateResponse:
    status = 422 if form.errors else 200
    return TemplateResponse(request, template, {"form": form, "next": _next(request)}, status=status)


def _go_on(request: HttpRequest, user: User) -> HttpResponse:
    if not user.credential.has_totp:
        return _let_in(request, user)
    request.session.cycle_key()
    request.session[_PENDING] = [user.pk, int(clock.now().timestamp())]
    where = _next(request)
    return redirect(reverse("accounts:code", query={"next": where} if where else None))


def _pending_user(request: HttpRequest) -> User | None:
    user_id, since = request.session.get(_PENDING) or (None, 0)
    if user_id is None or clock.now().timestamp() - since > _PENDING_SECONDS:
        return None
    user = user_with_secrets(user_id)
    return user if user and user.is_active else None


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    now = clock.now()
    auth.login(request, user, backend=_BACKEND)
    request.session.pop(_PENDING, None)
    request.session[SEEN_KEY] = int(now.timestamp())
    door.note(SignIn.Kind.SIGNED_IN, user, visitor=_visitor(request), at=now)
    response = redirect(_next(request) or reverse("accounts:home"))
    if user.language:
        speak(response, user.language)
    return response


def speak(response: HttpResponse, language: str) -> None:
    """Let the browser remember the language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def _next(request: HttpRequest) -> str:
    """The page that was asked for, if it is one of ours."""
    where = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
    return where if is_ours else ""


def _visitor(request: HttpRequest) -> door.Visitor:
    return door.Visitor(address=address_of(request), agent=request.headers.get("User-Agent", ""))
