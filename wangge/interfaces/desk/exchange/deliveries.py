"""What is on its way, what arrived, and what did not: seen whole, and sent again singly or many at once."""

import json
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.cases.workflow import STEPS
from wangge.exchange import outbox
from wangge.exchange.models import Delivery
from wangge.interfaces.desk.exchange.forms import DeliveryFilter
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock
from wangge.kernel.refused import Refused

MOST_AT_ONCE = 5000


@ASKED_AND_SENT
@for_roles(*ADMINISTRATORS)
@searched(DeliveryFilter)
def index(request: SignedIn) -> HttpResponse:
    """Newest first."""
    form = DeliveryFilter(said(request), actor=request.actor)
    page = page_of(outbox.seen_by(request.actor).filter(form.conditions()), request, order="-made_at")
    context = {
        "form": form,
        "page": page,
        "lines": [(one, step_label(one)) for one in page.rows],
        "is_dead_list": form.is_valid() and form.cleaned_data["state"] == Delivery.State.DEAD,
        "is_system": request.actor.role == Role.SYSTEM_ADMIN,
    }
    return TemplateResponse(request, "desk/exchange/deliveries.html", context)


@for_roles(*ADMINISTRATORS)
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    """One delivery: what is said, and what was answered."""
    delivery = get_object_or_404(outbox.seen_by(request.actor), pk=pk)
    context = {
        "delivery": delivery,
        "step": step_label(delivery),
        "said": json.dumps(json.loads(delivery.body), ensure_ascii=False, indent=2) if delivery.body else "",
        "can_send": delivery.state == Delivery.State.DEAD and request.actor.role == Role.SYSTEM_ADMIN,
    }
    return TemplateResponse(request, "desk/exchange/delivery.html", context)


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def send_again(request: SignedIn) -> HttpResponse:
    """The chosen ones, or all that the filter of the list shows."""
    try:
        count = outbox.send_again(_chosen(request), by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, f"{refused}{refused.mend}")
    else:
        told = ngettext("%(count)d 条已重新排队投递。", "%(count)d 条已重新排队投递。", count)
        messages.success(request, told % {"count": count})
    return redirect(_back(request))


def step_label(delivery: Delivery) -> str:
    """The step as people read it."""
    return str(STEPS[delivery.step].label) if delivery.step in STEPS else _("测试")


def _chosen(request: SignedIn) -> QuerySet[Delivery]:
    seen = outbox.seen_by(request.actor).filter(state=Delivery.State.DEAD)
    if "all" in request.POST:
        return seen.filter(DeliveryFilter(said(request), actor=request.actor).conditions())
    return seen.filter(pk__in=_rows(request))


def _rows(request: SignedIn) -> list[UUID]:
    try:
        return [UUID(row) for row in request.POST.getlist("row")][:MOST_AT_ONCE]
    except ValueError:
        return []


def _back(request: SignedIn) -> str:
    one = _rows(request)
    if "one" in request.POST and one:
        return reverse("desk:delivery", args=[one[0]])
    query = {name: request.GET[name] for name in ("q", "subscription", "state", "step") if request.GET.get(name)}
    return reverse("desk:deliveries") + (f"?{urlencode(query)}" if query else "")
