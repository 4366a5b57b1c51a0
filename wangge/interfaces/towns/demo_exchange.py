"""What the demo town exchanges with others: a token, and a subscription that is paused, so that nobody is called.

The secrets are drawn and forgotten: nobody knows them, and whoever needs one renews it at the desk.
"""

from datetime import datetime, timedelta

from wangge.accounts.models import Mandate
from wangge.accounts.roles import Role
from wangge.cases.models import Entry
from wangge.exchange import outbox, subscriptions, tokens
from wangge.exchange.models import Delivery, Subscription
from wangge.interfaces.towns.demo_land import CODE
from wangge.interfaces.towns.demo_people import People
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope

URL = "https://example.invalid/wangge/events"
EVENTS = ("collect", "file", "dispatch", "feedback", "close")
SHOWN, LOST = 40, (3, 4)


def make_exchange(people: People, now: datetime) -> None:
    """Set up and approved by two administrators, told for some days, and paused this morning."""
    system, security, operator = (
        people.at(role, CODE)[0] for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.OPERATOR)
    )
    with open_scope(machine("import")):
        mandate = Mandate.objects.select_related("user", "area").get(user=operator.user_id)
    begun, paused = now - timedelta(days=20), now - timedelta(hours=2)
    with clock.played_at(begun), open_scope(security.scope()):
        tokens.issue(mandate, name="热线平台（演示）", days=365, may_write=True, by=security, at=begun)
    with clock.played_at(begun), open_scope(system.scope()):
        made = subscriptions.subscribe(
            mandate, name="热线平台（演示）", url=URL, events=EVENTS, by=system, at=begun
        ).subscription  # fmt: skip
    with clock.played_at(begun), open_scope(security.scope()):
        subscriptions.approve(made, by=security, at=begun)
    with clock.played_at(paused), open_scope(system.scope()):
        subscriptions.pause(made, by=system, at=paused)
    with open_scope(machine("worker")):
        _deliver(made, paused)


def _deliver(subscription: Subscription, paused: datetime) -> None:
    """What came before the pause has arrived, all but two; what came after waits."""
    newest = Entry.objects.filter(step__in=EVENTS).select_related("case").order_by("-at", "-pk")[:SHOWN]
    for entry in newest:
        outbox.write(entry, at=entry.at)
    sent = subscription.deliveries.filter(made_at__lt=paused).order_by("made_at")
    for number, delivery in enumerate(sent):
        delivery.tried_at, delivery.next_at = delivery.made_at + timedelta(seconds=2), None
        if number in LOST:
            delivery.state, delivery.attempts = Delivery.State.DEAD, 13
            delivery.last_error, delivery.last_status = Delivery.Trouble.REFUSED, 503
        else:
            delivery.state, delivery.attempts, delivery.last_status = Delivery.State.DELIVERED, 1, 204
            delivery.delivered_at = delivery.tried_at
        delivery.save()
