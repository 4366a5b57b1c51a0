"""The list of mandates, and one mandate: granted, ended, published."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.accounts import actions, queries
from wangge.accounts.models import Mandate
from wangge.accounts.models.mandates import MandateSet
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.interfaces.desk.people import users
from wangge.interfaces.desk.people.forms import EndForm, GrantForm, MandateFilter, areas_offered
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.account.forms import PublicForm
from wangge.interfaces.shared.account.publishing import decide_public, public_words
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.refusals import tell
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock
from wangge.kernel.refused import Refused

_SOON = timedelta(days=30)


@ASKED_AND_SENT
@for_roles(*ADMINISTRATORS)
@searched(MandateFilter)
def index(request: SignedIn) -> HttpResponse:
    """Who holds what."""
    form = MandateFilter(said(request), actor=request.actor)
    found = _filtered(queries.mandates_seen_by(request.actor), form, clock.today())
    page = page_of(found.select_related("user"), request, order="-id")
    return TemplateResponse(
        request, "desk/people/mandates.html", {"form": form, "page": page, "areas": areas_offered(request.actor)}
    )


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def grant(request: SignedIn, pk: int) -> HttpResponse:
    """A user may do one thing more."""
    user = get_object_or_404(queries.users_seen_by(request.actor), pk=pk)
    form = GrantForm(request.POST, actor=request.actor)
    if form.is_valid():
        words = form.cleaned_data
        try:
            mandate = actions.grant(
                user,
                role=Role(words["role"]),
                area=words["area"],
                department=words["department"],
                starts_on=words["starts_on"],
                ends_on=words["ends_on"],
                by=request.actor,
                at=clock.now(),
            )
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("已授权：%(mandate)s。") % {"mandate": mandate})
            return redirect("desk:user", pk)
    return users.page(request, user, grant_form=form)


@for_roles(*ADMINISTRATORS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """One mandate."""
    return _page(request, _mandate(request, pk))


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def end(request: SignedIn, pk: int) -> HttpResponse:
    """It holds until a day, or no longer."""
    mandate = _mandate(request, pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end(mandate, on=form.cleaned_data["on"], by=request.actor, at=clock.now())
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("授权已结束或定下了最后一天。"))
            return redirect("desk:user", mandate.user_id)
    return _page(request, mandate, end_form=form)


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def public(request: SignedIn, pk: int) -> HttpResponse:
    """What the public sees of it."""
    mandate = _mandate(request, pk)
    form = PublicForm(request.POST)
    if form.is_valid():
        try:
            decide_public(mandate, form, by=request.actor)
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("公示信息已更新。"))
            return redirect("desk:mandate", pk)
    return _page(request, mandate, public_form=form)


def _page(
    request: SignedIn, mandate: Mandate, *, end_form: EndForm | None = None, public_form: PublicForm | None = None
) -> HttpResponse:
    return TemplateResponse(
        request,
        "desk/people/mandate.html",
        {
            "mandate": mandate,
            "holds": mandate.holds_on(clock.today()),
            "is_over": mandate.ends_on is not None and mandate.ends_on < clock.today(),
            "is_security": request.actor.role == Role.SECURITY_ADMIN and request.actor.user_id != mandate.user_id,
            "end_form": end_form or EndForm(),
            "public_form": public_form or PublicForm(initial=public_words(mandate)),
        },
        status=422 if (end_form or public_form) else 200,
    )


def _mandate(request: SignedIn, pk: int) -> Mandate:
    seen = queries.mandates_seen_by(request.actor).select_related("user")
    return get_object_or_404(seen, pk=pk)


def _filtered(mandates: MandateSet, form: MandateFilter, today: date) -> MandateSet:
    words = form.cleaned_data if form.is_valid() else {}
    found = mandates.filter(*form.conditions(words))
    match words.get("state"):
        case "ending":
            return found.ending(today, by=today + _SOON)
        case "future":
            return found.coming(today)
        case "over":
            return found.over(today)
        case _:
            return found.in_force(today)
