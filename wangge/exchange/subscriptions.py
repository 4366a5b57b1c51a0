"""What is done with subscriptions: a system administrator sets up, a security administrator approves (三员分立)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.accounts import queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.cases.workflow import STEPS
from wangge.exchange import addresses, outbox, signing
from wangge.exchange.models import Delivery, Subscription
from wangge.exchange.register import put_on_record
from wangge.kernel import clock, crypto
from wangge.kernel.refused import NotYours, Refused

OLD_SECRET_HOLDS = timedelta(hours=24)


@dataclass(frozen=True)
class Made:
    """A subscription, and the secret that is shown this once."""

    subscription: Subscription
    secret: str


@transaction.atomic
def subscribe(mandate: Mandate, *, name: str, url: str, events: Sequence[str], by: Actor, at: datetime) -> Made:
    """Prepare that another system is told what one mandate may see; nothing is sent before the approval."""
    _needs(by, Role.SYSTEM_ADMIN)
    _refuse_unfit(mandate, by, at)
    addresses.check(url)
    secret = signing.new_secret()
    subscription = Subscription.objects.create(
        mandate=mandate,
        area_code=mandate.area_code,
        name=name.strip(),
        url=url.strip(),
        events=_known(events),
        secret_sealed=crypto.seal(secret, purpose=Subscription.PURPOSE),
        made_at=at,
        made_by_id=by.user_id,
    )
    _record("subscribe", subscription, by, at)
    return Made(subscription, secret)


@transaction.atomic
def change(subscription: Subscription, *, name: str, url: str, events: Sequence[str], by: Actor, at: datetime) -> bool:
    """Change name, address or steps; answers whether it must be approved anew (a new name alone need not)."""
    _needs(by, Role.SYSTEM_ADMIN)
    kept = _locked(subscription)
    addresses.check(url)
    said = (url.strip(), _known(events))
    needs_approval = said != (kept.url, kept.events)
    kept.name, (kept.url, kept.events) = name.strip(), said
    if needs_approval:
        kept.approved_at = kept.approved_by_id = None
        kept.made_by_id = by.user_id
    kept.save(update_fields=["name", "url", "events", "approved_at", "approved_by_id", "made_by_id"])
    _record("change_subscription", kept, by, at)
    return needs_approval


@transaction.atomic
def approve(subscription: Subscription, *, by: Actor, at: datetime) -> None:
    """It is told from now on; whoever set it up or changed it last cannot approve it."""
    _needs(by, Role.SECURITY_ADMIN)
    kept = _locked(subscription)
    if kept.approved_at:
        raise Refused(_("这个订阅已经批准。"))
    if kept.made_by_id == by.user_id:
        raise Refused(_("不能批准自己设置的订阅。"))
    _refuse_unfit(kept.mandate, by, at)
    Subscription.objects.filter(pk=kept.pk).update(approved_at=at, approved_by_id=by.user_id)
    _record("approve_subscription", kept, by, at)
    outbox.wake()


@transaction.atomic
def pause(subscription: Subscription, *, by: Actor, at: datetime) -> None:
    """Nothing is sent; what happens meanwhile waits, for some days."""
    _needs(by, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    kept = _locked(subscription)
    if kept.stopped_at:
        raise Refused(_("这个订阅已经暂停。"))
    Subscription.objects.filter(pk=kept.pk).update(stopped_at=at, stopped_for=Subscription.Stop.BY_HAND)
    _record("pause_subscription", kept, by, at)


@transaction.atomic
def resume(subscription: Subscription, *, by: Actor, at: datetime) -> None:
    """What waits is sent, in its order."""
    _needs(by, Role.SYSTEM_ADMIN)
    kept = _locked(subscription)
    if not kept.stopped_at:
        raise Refused(_("这个订阅没有暂停。"))
    _refuse_unfit(kept.mandate, by, at)
    Subscription.objects.filter(pk=kept.pk).update(stopped_at=None, stopped_for="")
    kept.deliveries.waiting().update(next_at=at)
    _record("resume_subscription", kept, by, at)
    outbox.wake()


@transaction.atomic
def remove(subscription: Subscription, *, by: Actor, at: datetime) -> None:
    """It is told nothing any more, its secrets are gone; what was sent stays on record."""
    _needs(by, Role.SYSTEM_ADMIN)
    kept = _locked(subscription)
    Subscription.objects.filter(pk=kept.pk).update(
        removed_at=at, secret_sealed=b"", old_secret_sealed=None, old_secret_until=None
    )
    kept.deliveries.waiting().update(state=Delivery.State.DEAD, next_at=None, last_error=Delivery.Trouble.REMOVED)
    _record("remove_subscription", kept, by, at)


@transaction.atomic
def renew_secret(subscription: Subscription, *, by: Actor, at: datetime) -> Made:
    """A new secret, shown this once; for a day both sign, so that the receiver can change over in peace."""
    _needs(by, Role.SYSTEM_ADMIN)
    kept = _locked(subscription)
    secret = signing.new_secret()
    kept.old_secret_sealed, kept.old_secret_until = kept.secret_sealed, at + OLD_SECRET_HOLDS
    kept.secret_sealed = crypto.seal(secret, purpose=Subscription.PURPOSE)
    kept.save(update_fields=["secret_sealed", "old_secret_sealed", "old_secret_until"])
    _record("renew_secret", kept, by, at)
    return Made(kept, secret)


@transaction.atomic
def ping(subscription: Subscription, *, by: Actor, at: datetime) -> Delivery:
    """Send a message that says nothing, to see whether it arrives."""
    _needs(by, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    kept = _locked(subscription)
    if not kept.is_sending:
        raise Refused(_("订阅尚未批准或已暂停，不能测试。"))
    _record("ping_subscription", kept, by, at)
    return outbox.write_ping(kept, at=at)


def seen_by(actor: Actor) -> QuerySet[Subscription]:
    """The subscriptions of an administrator's ground that nobody has deleted."""
    if actor.role not in ADMINISTRATORS:
        return Subscription.objects.none()
    return Subscription.objects.standing().filter(queries.within(actor.area_code))


def _refuse_unfit(mandate: Mandate, by: Actor, at: datetime) -> None:
    if not mandate.area_code.startswith(by.area_code):
        raise NotYours(_("该区域不在您的管辖范围内。"))
    if mandate.role in ADMINISTRATORS:
        raise Refused(_("管理员的授权不能用于系统对接。"), field="mandate")
    if not mandate.holds_on(clock.day_of(at)):
        raise Refused(_("该授权不在有效期。"), field="mandate")


def _known(events: Sequence[str]) -> list[str]:
    """The steps in the order of the tables; all of them is the empty list."""
    if set(events) - set(STEPS):
        raise Refused(_("有不认识的步骤。"), field="events")
    chosen = [name for name in STEPS if name in set(events)]
    return [] if len(chosen) == len(STEPS) else chosen


def _needs(by: Actor, *roles: Role) -> None:
    if by.machine != "import" and by.role not in roles:
        raise NotYours(_("您的角色不能办理这项操作。"))


def _locked(subscription: Subscription) -> Subscription:
    kept = Subscription.objects.select_for_update(of=("self",)).select_related("mandate").get(pk=subscription.pk)
    if kept.removed_at:
        raise Refused(_("这个订阅已经删除。"))
    return kept


def _record(act: str, subscription: Subscription, by: Actor, at: datetime) -> None:
    put_on_record(act, subject=subscription, by=by, at=at, area_code=subscription.area_code)
