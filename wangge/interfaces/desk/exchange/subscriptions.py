"""The list of subscriptions, and one: set up, approved, paused, tried out."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.accounts import queries
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.cases.workflow import STEPS
from wangge.exchange import outbox, subscriptions
from wangge.exchange.models import Delivery, Subscription
from wangge.exchange.subscriptions import Made
from wangge.interfaces.desk.exchange.deliveries import step_label
from wangge.interfaces.desk.exchange.forms import ChangeSubscriptionForm, SubscriptionForm, mandates_offered
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, done
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused

CONFIGURING = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
LATEST = 10


@for_roles(*ADMINISTRATORS)
def index(request: SignedIn) -> HttpResponse:
    """Whom we tell what, and whether it arrives."""
    seen = subscriptions.seen_by(request.actor).select_related("mandate__user")
    page = page_of(seen, request, order="-made_at")
    counts = _counts(request, page.rows)
    lines = [(one, counts[one.pk]) for one in page.rows]
    return TemplateResponse(request, "desk/exchange/subscriptions.html", {"page": page, "lines": lines})


@never_cache
@for_roles(Role.SYSTEM_ADMIN)
def new(request: SignedIn) -> HttpResponse:
    """Another system shall be told; its secret is shown this once."""
    form = SubscriptionForm(request.POST or None, actor=request.actor)
    made = done(form, lambda: subscriptions.subscribe(**form.cleaned_data, by=request.actor, at=clock.now()))
    if made:
        return _secret(request, made)
    return asked(request, "desk/exchange/new_subscription.html", form, mandates=mandates_offered(request.actor))


@for_roles(*ADMINISTRATORS)
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    """One subscription; the system administrator changes it here."""
    subscription = _subscription(request, pk)
    form = ChangeSubscriptionForm(request.POST or None, initial=_as_it_is(subscription))
    if request.method == "POST" and form.is_valid():
        try:
            needs = subscriptions.change(subscription, **form.cleaned_data, by=request.actor, at=clock.now())
        except Refused as refused:
            tell(form, refused)
        else:
            told = _("已保存。更改了地址或步骤，须由安全管理员重新批准。") if needs else _("已保存。")
            messages.success(request, told)
            return redirect("desk:subscription", pk)
    return _page(request, subscription, form)


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def approve(request: SignedIn, pk: UUID) -> HttpResponse:
    """From now on it is told."""
    return _do(request, pk, subscriptions.approve, _("已批准，从现在起推送。"))


@require_POST
@for_roles(*CONFIGURING)
def pause(request: SignedIn, pk: UUID) -> HttpResponse:
    """Nothing is sent."""
    return _do(request, pk, subscriptions.pause, _("已暂停。"))


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def resume(request: SignedIn, pk: UUID) -> HttpResponse:
    """What waits is sent."""
    return _do(request, pk, subscriptions.resume, _("已恢复，积压的按顺序推送。"))


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def remove(request: SignedIn, pk: UUID) -> HttpResponse:
    """It is no more."""
    return _do(request, pk, subscriptions.remove, _("已删除。"), to="desk:subscriptions")


@require_POST
@for_roles(*CONFIGURING)
def ping(request: SignedIn, pk: UUID) -> HttpResponse:
    """Does it arrive?"""
    return _do(request, pk, subscriptions.ping, _("测试消息已交给投递；结果几秒后出现在“最近的投递”里，请刷新。"))


@never_cache
@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def renew_secret(request: SignedIn, pk: UUID) -> HttpResponse:
    """A new secret, shown this once."""
    try:
        made = subscriptions.renew_secret(_subscription(request, pk), by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:subscription", pk)
    return _secret(request, made)


def _page(request: SignedIn, subscription: Subscription, form: ChangeSubscriptionForm) -> HttpResponse:
    deliveries = outbox.seen_by(request.actor).filter(subscription=subscription)
    return TemplateResponse(
        request,
        "desk/exchange/subscription.html",
        {
            "subscription": subscription,
            "events": [STEPS[name].label for name in subscription.events if name in STEPS],
            "counts": _counts(request, [subscription])[subscription.pk],
            "latest": [(one, step_label(one)) for one in deliveries.order_by("-made_at", "-pk")[:LATEST]],
            "people": _names(subscription.made_by_id, subscription.approved_by_id),
            "form": form,
            "is_system": request.actor.role == Role.SYSTEM_ADMIN,
            "is_security": request.actor.role == Role.SECURITY_ADMIN,
        },
        status=422 if form.errors else 200,
    )


def _counts(request: SignedIn, shown: Iterable[Subscription]) -> dict[UUID, dict[str, int]]:
    """How many wait, and how many are dead."""
    seen = outbox.seen_by(request.actor).filter(subscription__in=[one.pk for one in shown])
    open_ones = seen.filter(state__in=[Delivery.State.WAITING, Delivery.State.DEAD]).order_by()
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    for subscription_id, state, count in open_ones.values_list("subscription_id", "state").annotate(Count("pk")):
        counts[subscription_id][state] = count
    return counts


def _names(*user_ids: int | None) -> dict[str, str]:
    names = queries.names_of(one for one in user_ids if one)
    maker, approver = (names.get(one or 0, "") for one in user_ids)
    return {"maker": maker, "approver": approver}


def _secret(request: SignedIn, made: Made) -> HttpResponse:
    return TemplateResponse(request, "desk/exchange/secret.html", {"made": made})


def _subscription(request: SignedIn, pk: UUID) -> Subscription:
    seen = subscriptions.seen_by(request.actor)
    return get_object_or_404(seen.select_related("mandate__user"), pk=pk)


def _as_it_is(subscription: Subscription) -> dict[str, object]:
    return {"name": subscription.name, "url": subscription.url, "events": subscription.events}


def _do(request: SignedIn, pk: UUID, act: Callable[..., object], told: str, *, to: str = "") -> HttpResponse:
    try:
        act(_subscription(request, pk), by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, f"{refused}{refused.mend}")
    else:
        messages.success(request, told)
        if to:
            return redirect(to)
    return redirect("desk:subscription", pk)
