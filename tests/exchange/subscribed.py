"""Subscriptions for tests, made as administrators make them."""

from tests.exchange.receiver import Receiver
from tests.world import As, World
from wangge.accounts.models import Mandate
from wangge.exchange import subscriptions
from wangge.exchange.models import Delivery
from wangge.exchange.subscriptions import Made
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope


def subscribed(world: World, receiver: Receiver, who: str = "street", *events: str, is_approved: bool = True) -> Made:
    """A system that hears what one person of the town may see."""
    with As(world.system_admin) as by:
        mandate = Mandate.objects.get(pk=world.people[who].mandate_id)
        made = subscriptions.subscribe(
            mandate, name=f"系统 {who}", url=receiver.url, events=events, by=by, at=clock.now()
        )
    if is_approved:
        with As(world.security_admin) as by:
            subscriptions.approve(made.subscription, by=by, at=clock.now())
    return made


def deliveries() -> list[Delivery]:
    """All of them, as they were made."""
    with open_scope(machine("worker")):
        return list(Delivery.objects.select_related("subscription").order_by("made_at", "position", "id"))
