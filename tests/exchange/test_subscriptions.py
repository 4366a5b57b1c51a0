"""Who may do what with a subscription (三员分立), and what stays on record."""

from typing import Any

import pytest

from tests.exchange.receiver import Receiver
from tests.exchange.subscribed import subscribed
from tests.world import As, World
from wangge.accounts.models import Mandate
from wangge.exchange import subscriptions
from wangge.exchange.models import Subscription
from wangge.kernel import clock
from wangge.kernel.models import Record
from wangge.kernel.refused import NotYours, Refused

SILENT = Receiver(url="https://gov.example.cn/hook")


def test_the_security_administrator_sets_nothing_up_and_the_system_administrator_approves_nothing(
    world: World,
) -> None:
    made = subscribed(world, SILENT, is_approved=False).subscription
    with As(world.system_admin) as by, pytest.raises(NotYours):
        subscriptions.approve(made, by=by, at=clock.now())
    with As(world.security_admin) as by:
        mandate = Mandate.objects.get(pk=world.street.mandate_id)
        with pytest.raises(NotYours):
            subscriptions.subscribe(mandate, name="x", url=SILENT.url, events=[], by=by, at=clock.now())
        with pytest.raises(NotYours):
            subscriptions.renew_secret(made, by=by, at=clock.now())


@pytest.mark.parametrize(
    ("changes", "needs_approval"),
    [
        ({"name": "新名称"}, False),
        ({"url": "https://other.example.cn/"}, True),
        ({"events": ["dispatch"]}, True),
    ],
)
def test_another_address_or_other_steps_must_be_approved_anew(
    world: World, changes: dict[str, Any], needs_approval: bool
) -> None:
    made = subscribed(world, SILENT).subscription
    kept: dict[str, Any] = {"name": made.name, "url": made.url, "events": [], **changes}
    with As(world.system_admin) as by:
        assert subscriptions.change(made, **kept, by=by, at=clock.now()) == needs_approval
        assert subscriptions.seen_by(by).get().is_sending != needs_approval


def test_an_administrators_mandate_tells_nobody_anything(world: World) -> None:
    with pytest.raises(Refused):
        subscribed(world, SILENT, "audit_admin")


def test_every_act_is_on_record(world: World) -> None:
    made = subscribed(world, SILENT).subscription
    with As(world.system_admin) as by:
        subscriptions.pause(made, by=by, at=clock.now())
        subscriptions.resume(made, by=by, at=clock.now())
        subscriptions.renew_secret(made, by=by, at=clock.now())
        subscriptions.ping(made, by=by, at=clock.now())
        subscriptions.remove(made, by=by, at=clock.now())
    with As(world.audit_admin):
        acts = set(Record.objects.filter(room="exchange").values_list("act", flat=True))
    assert acts == {
        "subscribe",
        "approve_subscription",
        "pause_subscription",
        "resume_subscription",
        "renew_secret",
        "ping_subscription",
        "remove_subscription",
    }


def test_secrets_are_sealed(world: World) -> None:
    made = subscribed(world, SILENT)
    with As(world.system_admin):
        kept = Subscription.objects.get()
    assert made.secret.encode() not in bytes(kept.secret_sealed)
    assert kept.secrets_at(clock.now()) == [made.secret]


@pytest.mark.parametrize("who", ["street", "duty", "urban_handler", "leader"])
def test_whoever_is_no_administrator_sees_none(world: World, who: str) -> None:
    subscribed(world, SILENT)
    with As(world.people[who]) as by:
        assert not subscriptions.seen_by(by).exists()
        assert not Subscription.objects.exists()
