"""What is on its way: written once for an entry and a subscription, claimed for a while, settled by the answer.

Every function here is one short transaction; the call itself (`sending`) happens between them, in none. A claim is a
lease: whoever dies with it leaves a delivery that comes due again, with the same id.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.accounts import queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.cases import access
from wangge.cases.models import Entry
from wangge.exchange import contract, signing
from wangge.exchange.models import Delivery, Subscription
from wangge.exchange.post import Answer
from wangge.exchange.register import put_on_record
from wangge.kernel import clock, codes, ids, jobs, record
from wangge.kernel.refused import NotYours, Refused

SEND = "exchange.send"
LEASE = timedelta(seconds=60)
JITTER = 0.2
LONGEST_ASKED_PAUSE = 24 * 3600
GONE = 410


@dataclass(frozen=True)
class Letter:
    """A claimed delivery, ready to be sent."""

    delivery_id: UUID
    attempt: int
    url: str
    body: bytes
    headers: dict[str, str]


def write(entry: Entry, *, at: datetime) -> int:
    """A delivery for every subscription that asked for the step and may see the case (load the entry with it).

    Runs under the scope "worker", once or more often: the unique key makes repeats harmless.
    """
    body = _text(f"case.{entry.step}", entry.recorded_at, contract.said_of(entry))
    told = [_delivery(one, entry, body, at) for one in _interested(entry) if _may_see(one.mandate, entry)]
    Delivery.objects.bulk_create(told, ignore_conflicts=True)
    if told:
        wake()
    return len(told)


def write_ping(subscription: Subscription, *, at: datetime) -> Delivery:
    """A delivery without an entry."""
    key = ids.new_id()
    delivery = Delivery.objects.create(
        id=key,
        subscription=subscription,
        area_code=subscription.area_code,
        step=Delivery.PING,
        body=_text(Delivery.PING, at, {"subscription": str(subscription.pk)}),
        next_at=at,
        made_at=at,
    )
    wake()
    return delivery


def wake() -> None:
    """Let the worker send what waits, once the running transaction has been committed."""
    jobs.wake(SEND)


def subscriptions_with_work(at: datetime) -> set[UUID]:
    """For whom something can be sent now."""
    return set(Delivery.objects.ready(at).values_list("subscription_id", flat=True).distinct())


def claim(subscription_id: UUID, *, at: datetime) -> Letter | None:
    """The next delivery of a subscription, for as long as the lease holds; None where nothing can be sent."""
    ready = Delivery.objects.ready(at).filter(subscription=subscription_id).order_by("made_at", "position", "id")
    delivery = ready.select_for_update(skip_locked=True, of=("self",)).first()
    if delivery is None:
        return None
    subscription = Subscription.objects.select_related("mandate__user").get(pk=subscription_id)
    if not _stands(subscription.mandate, at):
        _stop(subscription, Subscription.Stop.MANDATE, at)
        return None
    delivery.attempts += 1
    delivery.tried_at, delivery.next_at = at, at + LEASE
    delivery.save(update_fields=["attempts", "tried_at", "next_at"])
    body = delivery.body.encode()
    headers = signing.headers(delivery.pk, body, subscription.secrets_at(at), at=at)
    return Letter(delivery.pk, delivery.attempts, subscription.url, body, headers)


def settle(letter: Letter, answer: Answer, *, at: datetime) -> None:
    """Write down what came back: delivered, again later, or dead."""
    delivery = Delivery.objects.select_for_update().get(pk=letter.delivery_id)
    is_mine = delivery.state == Delivery.State.WAITING and delivery.attempts == letter.attempt
    if not is_mine and answer.trouble:
        return  # the lease ran out, and somebody else has it now
    delivery.last_status, delivery.last_error, delivery.last_answer = answer.status, answer.trouble, answer.text
    if not answer.trouble:
        delivery.state, delivery.delivered_at, delivery.next_at = Delivery.State.DELIVERED, at, None
    elif answer.status == GONE:
        delivery.next_at = at
        _stop(Subscription.objects.get(pk=delivery.subscription_id), Subscription.Stop.GONE, at)
    else:
        _try_later(delivery, answer, at)
    delivery.save(update_fields=["state", "delivered_at", "next_at", "last_status", "last_error", "last_answer"])


@transaction.atomic
def send_again(deliveries: QuerySet[Delivery], *, by: Actor, at: datetime) -> int:
    """Dead deliveries begin anew, with the ids that they had; answers how many."""
    if by.role != Role.SYSTEM_ADMIN:
        raise NotYours(_("只有系统管理员可以重新投递。"))
    dead = deliveries.filter(
        state=Delivery.State.DEAD, subscription__removed_at=None, subscription__approved_at__isnull=False
    )
    chosen = list(dead.order_by().values_list("pk", "subscription_id"))
    if not chosen:
        raise Refused(_("没有可以重新投递的；已删除或尚未批准的订阅不再投递。"))
    Delivery.objects.filter(pk__in=[pk for pk, _of in chosen]).update(
        state=Delivery.State.WAITING, attempts=0, next_at=at
    )
    _record_again(Counter(subscription_id for _pk, subscription_id in chosen), by, at)
    wake()
    return len(chosen)


def seen_by(actor: Actor) -> QuerySet[Delivery]:
    """The deliveries of an administrator's ground."""
    if actor.role not in ADMINISTRATORS:
        return Delivery.objects.none()
    return Delivery.objects.filter(queries.within(actor.area_code)).select_related("subscription")


def _record_again(counts: Mapping[UUID, int], by: Actor, at: datetime) -> None:
    for subscription in Subscription.objects.filter(pk__in=counts):
        facts: dict[str, record.Fact] = {"count": counts[subscription.pk]}
        put_on_record("send_again", subject=subscription, by=by, at=at, area_code=subscription.area_code, facts=facts)


def _interested(entry: Entry) -> Iterable[Subscription]:
    code = entry.case.area_code
    told = Subscription.objects.told_at(entry.recorded_at).filter(area_code__in=[*codes.ancestors_of(code), code])
    return [one for one in told.select_related("mandate__user") if one.wants(entry.step)]


def _may_see(mandate: Mandate, entry: Entry) -> bool:
    if not _stands(mandate, entry.recorded_at):
        return False
    return access.seen_by(Actor.of_mandate(mandate)).filter(pk=entry.case_id).exists()


def _stands(mandate: Mandate, at: datetime) -> bool:
    return mandate.user.is_active and mandate.holds_on(clock.day_of(at))


def _delivery(subscription: Subscription, entry: Entry, body: str, at: datetime) -> Delivery:
    return Delivery(
        subscription=subscription,
        area_code=subscription.area_code,
        entry=entry,
        case_id=entry.case_id,
        case_number=entry.case.number,
        position=entry.position,
        step=entry.step,
        body=body,
        next_at=at,
        made_at=at,
    )


def _text(kind: str, moment: datetime, data: dict[str, Any]) -> str:
    said = {"type": kind, "timestamp": moment.isoformat(), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _try_later(delivery: Delivery, answer: Answer, at: datetime) -> None:
    pauses = settings.WEBHOOK_RETRY_SECONDS
    if delivery.attempts > len(pauses):
        delivery.state, delivery.next_at = Delivery.State.DEAD, None
        return
    pause = pauses[delivery.attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads the load
    delivery.next_at = at + timedelta(seconds=max(pause, min(answer.retry_after, LONGEST_ASKED_PAUSE)))


def _stop(subscription: Subscription, why: Subscription.Stop, at: datetime) -> None:
    Subscription.objects.filter(pk=subscription.pk, stopped_at=None).update(stopped_at=at, stopped_for=why)
    put_on_record(
        "stop_subscription",
        subject=subscription,
        by=Actor.machine_named("worker"),
        at=at,
        area_code=subscription.area_code,
    )
