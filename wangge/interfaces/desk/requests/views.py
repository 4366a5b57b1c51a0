"""The list of requests with their clock, a new one, and one of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wangge.accounts.roles import Role
from wangge.interfaces.desk.archive.forms import KeyForm
from wangge.interfaces.desk.requests.forms import DecideForm, ReceiveForm
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock, codes, trail
from wangge.registers.basis.datasets import PERSON, field_word
from wangge.registers.rights import actions, queries
from wangge.registers.rights.models import Request

DESKS = (Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER)


@for_roles(*DESKS)
def index(request: SignedIn) -> HttpResponse:
    """Open ones first to fall due first; those that were answered behind a chip."""
    state = request.GET.get("state", "")
    seen = queries.requests_seen_by(request.actor)
    is_done = state == Request.State.ANSWERED
    found = seen.filter(state=Request.State.ANSWERED) if is_done else seen.exclude(state=Request.State.ANSWERED)
    page = page_of(found, request, order="-due_at" if is_done else "due_at")
    context = {"page": page, "is_done": is_done, "now": clock.now()}
    return TemplateResponse(request, "desk/requests/index.html", context)


@never_cache
@sensitive_post_parameters()
@for_roles(*DESKS)
def new(request: SignedIn) -> HttpResponse:
    """Somebody stands at the desk with his document."""
    form = ReceiveForm(request.POST or None)
    code = codes.new_receipt_code()
    made = form.do(lambda: actions.receive(form.asked(code), form.hand(request.actor)))
    if made:
        messages.success(request, _told(made) % {"code": codes.show_receipt_code(code)})
        return redirect("desk:request", made.pk)
    return asked(request, "desk/requests/new.html", form)


@never_cache
@for_roles(*DESKS)
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    """One request; decided here by somebody else than whoever took it in."""
    row = _row(request, pk)
    form = DecideForm(request.POST or None, asked=row) if _may_decide(request, row) else None
    if form and form.do(lambda: actions.decide(row, *form.decided, form.hand(request.actor))):
        messages.success(request, _("已办理。"))
        return redirect("desk:request", pk)
    return _page(request, row, form)


@require_POST
@never_cache
@for_roles(*DESKS)
def give_answer(request: SignedIn, pk: UUID) -> HttpResponse:
    """The answer is shown once, to be printed and handed over; a look is noted."""
    row = _row(request, pk)
    form = KeyForm(request.POST)
    if not form.is_valid() or row.state == Request.State.RECEIVED:
        return redirect("desk:request", pk)
    if row.state == Request.State.DECIDED:
        row = actions.hand_over(row, form.hand(request.actor))
    trail.look(
        "person",
        row.person_id or "",
        "answer",
        by=request.actor,
        at=clock.now(),
        reason=_("答复本人"),
        area_code=row.area_code,
    )
    return _page(request, row, None, answer=row.answer)


def _told(made: Request) -> str:
    if made.state == Request.State.ANSWERED:
        return _("已撤回，立即生效。查询码 %(code)s，请抄给本人：凭它可以在居民端逐项查看。")
    return _("已受理，查询码 %(code)s，请抄给本人。请由同事或上一级决定。")


def _page(request: SignedIn, row: Request, form: DecideForm | None, answer: str = "") -> HttpResponse:
    wish = row.wish
    context: dict[str, Any] = {
        "asked": row,
        "wish": wish,
        "field_word": field_word(PERSON, wish.field),
        "about": field_word(*wish.about.split(".")) if wish.about else "",
        "key_form": KeyForm(),
        "answer": answer,
        "is_late": row.is_late(clock.now()),
        "is_own": row.received_by == request.actor.user_id and row.received_by is not None,
    }
    return asked(request, "desk/requests/request.html", form, **context)


def _may_decide(request: SignedIn, row: Request) -> bool:
    return row.state == Request.State.RECEIVED and row.received_by != request.actor.user_id


def _row(request: SignedIn, pk: UUID) -> Request:
    return get_object_or_404(queries.requests_seen_by(request.actor).select_related("person"), pk=pk)
