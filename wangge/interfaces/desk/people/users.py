"""The list of users, and one user."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.accounts import actions, door, queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import User
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.interfaces.desk.people.forms import ChangeUserForm, GrantForm, UserFilter, UserForm, areas_offered
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, done
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.refusals import tell
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock, masks
from wangge.kernel.refused import Refused


@ASKED_AND_SENT
@for_roles(*ADMINISTRATORS)
@searched(UserFilter)
def index(request: SignedIn) -> HttpResponse:
    """All users that the administrator sees."""
    form = UserFilter(said(request), actor=request.actor)
    users = _filtered(queries.users_seen_by(request.actor), form, request.actor)
    page = page_of(users.prefetch_related(_held(request.actor)), request, order="username")
    return TemplateResponse(
        request, "desk/people/users.html", {"form": form, "page": page, "areas": areas_offered(request.actor)}
    )


@for_roles(Role.SYSTEM_ADMIN)
def new(request: SignedIn) -> HttpResponse:
    """Somebody comes to work here."""
    form = UserForm(request.POST or None)
    user = done(form, lambda: actions.create_user(**form.cleaned_data, by=request.actor, at=clock.now()))
    if user:
        messages.success(request, _("已建立用户“%(name)s”。请安全管理员授权并发放初始密码。") % {"name": user.name})
        return redirect("desk:user", user.pk)
    return asked(request, "desk/people/new.html", form)


@for_roles(*ADMINISTRATORS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """One user: who, what they hold, what may be done now."""
    return page(request, _user(request, pk))


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def change(request: SignedIn, pk: int) -> HttpResponse:
    """A name or a phone number was wrong."""
    user = _user(request, pk)
    form = ChangeUserForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data
        try:
            actions.change_user(
                user, name=words["name"], phone=words["phone"] or user.phone, by=request.actor, at=clock.now()
            )
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk:user", pk)
    return page(request, user, change_form=form)


@never_cache
@require_POST
@for_roles(Role.SECURITY_ADMIN)
def issue_password(request: SignedIn, pk: int) -> HttpResponse:
    """A first password, shown this once."""
    user = _user(request, pk)
    password = actions.issue_password(user, by=request.actor, at=clock.now())
    return TemplateResponse(request, "desk/people/first_password.html", {"person": user, "password": password})


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def clear_second_factor(request: SignedIn, pk: int) -> HttpResponse:
    """The person lost phone and recovery codes."""
    return _do(request, pk, actions.clear_second_factor, _("已清除两步验证。"))


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def lock(request: SignedIn, pk: int) -> HttpResponse:
    """The user is out at once."""
    return _do(request, pk, actions.lock, _("已停用，该用户已被退出。"))


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def unlock(request: SignedIn, pk: int) -> HttpResponse:
    """The user may come in again."""
    return _do(request, pk, actions.unlock, _("已解锁。"))


def page(
    request: SignedIn,
    user: User,
    *,
    change_form: ChangeUserForm | None = None,
    grant_form: GrantForm | None = None,
) -> HttpResponse:
    """A user's page, with a form that was refused where there is one."""
    actor, now = request.actor, clock.now()
    held = queries.mandates_seen_by(actor).filter(user=user)
    return TemplateResponse(
        request,
        "desk/people/user.html",
        {
            "person": user,
            "phone": masks.mask_phone(user.phone) if user.phone else "",
            "held": [(mandate, mandate.holds_on(clock.day_of(now))) for mandate in held.order_by("-starts_on", "-id")],
            "change_form": change_form or ChangeUserForm(initial={"name": user.name}),
            "grant_form": grant_form or GrantForm(actor=actor),
            "areas": areas_offered(actor),
            "is_system": actor.role == Role.SYSTEM_ADMIN,
            "is_security": actor.role == Role.SECURITY_ADMIN and actor.user_id != user.pk,
            "locked_until": door.locked_until(user.username, at=now),
            "sign_ins": queries.sign_ins_seen_by(actor).filter(user=user).order_by("-at", "-id")[:10],
        },
        status=422 if (change_form or grant_form) else 200,
    )


def _filtered(users: QuerySet[User], form: UserFilter, actor: Actor) -> QuerySet[User]:
    words = form.cleaned_data if form.is_valid() else {}
    held = queries.mandates_seen_by(actor).in_force(clock.today()).filter(user=OuterRef("pk"))
    if words.get("q"):
        users = users.filter(Q(name__icontains=words["q"]) | Q(username__icontains=words["q"]))
    if conditions := form.conditions(words):
        users = users.filter(Exists(held.filter(*conditions)))
    match words.get("state"):
        case "holding":
            return users.filter(Exists(held))
        case "idle":
            return users.exclude(Exists(held))
        case "locked":
            return users.filter(is_active=False)
        case _:
            return users


def _held(actor: Actor) -> Prefetch[str]:
    """What each user of a page holds today."""
    held = queries.mandates_seen_by(actor).in_force(clock.today()).order_by("id")
    return Prefetch("mandates", queryset=held, to_attr="held")


def _user(request: SignedIn, pk: int) -> User:
    return get_object_or_404(queries.users_seen_by(request.actor), pk=pk)


def _do(request: SignedIn, pk: int, act: Callable[..., object], told: str) -> HttpResponse:
    try:
        act(_user(request, pk), by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told)
    return redirect("desk:user", pk)
