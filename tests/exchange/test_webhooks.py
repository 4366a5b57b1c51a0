"""A step is told to the systems that may see the matter: signed, in order, once in effect, never when replayed."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as product
from django.db import connection

from tests.exchange.receiver import Receiver
from tests.exchange.subscribed import deliveries, subscribed
from tests.jobs import work
from tests.world import As, World
from wangge.accounts.actors import Actor
from wangge.areas.actions import recode
from wangge.areas.models import Area
from wangge.cases.models import Case, Entry
from wangge.cases.stages import anytime, dispatch, file
from wangge.exchange import outbox, post, sending, subscriptions
from wangge.exchange.models import Delivery, Subscription
from wangge.kernel import clock
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.scope import machine, open_scope

pytestmark = pytest.mark.django_db(transaction=True)
State, Trouble = Delivery.State, Delivery.Trouble


def documented_check() -> Callable[[str, dict[str, str], bytes], bool]:
    """The check of a signature as the manual prints it."""
    manual = (Path(product.ROOT) / "docs/operating/webhooks.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", manual, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - our own manual
    found: Callable[[str, dict[str, str], bytes], bool] = names["is_genuine"]
    return found


def collected(world: World, who: str = "operator", **changes: Any) -> Case:
    with As(world.people[who]):
        return world.collect(who, clock.now(), source="hotline", **changes).case


def noted(world: World, case: Case, words: str) -> None:
    with As(world.operator):
        anytime.note(case, world.visit("operator", clock.now(), note=words))


def steps(receiver: Receiver) -> list[str]:
    return [json.loads(one.body)["data"]["step"] for one in receiver.heard]


def test_a_step_arrives_signed_and_without_personal_data(world: World, receiver: Receiver) -> None:
    made = subscribed(world, receiver)
    case = collected(world)
    work()
    (heard,) = receiver.heard
    said = json.loads(heard.body)
    assert (said["type"], said["data"]["case"], said["data"]["position"]) == ("case.collect", case.number, 1)
    assert "井盖" not in heard.body.decode() and "words" not in said["data"]["facts"]
    is_genuine = documented_check()
    assert is_genuine(made.secret, heard.headers, heard.body)
    assert not is_genuine(made.secret, heard.headers, heard.body + b" ")
    (delivery,) = deliveries()
    assert (str(delivery.pk), delivery.state, delivery.last_status) == (heard.id, State.DELIVERED, 200)
    assert delivery.body.encode() == heard.body and delivery.last_answer == "noted"


def test_a_repeated_reaction_does_nothing(world: World, receiver: Receiver) -> None:
    subscribed(world, receiver)
    collected(world)
    work()
    for _again in range(2):
        with open_scope(machine("worker")):
            outbox.write(Entry.objects.select_related("case").get(), at=clock.now())
        work()
    assert len(receiver.heard) == len(deliveries()) == 1


def test_a_system_hears_only_of_matters_that_its_mandate_sees(world: World, receiver: Receiver) -> None:
    subscribed(world, receiver, "neighbour_street")
    subscribed(world, receiver, "works_handler")
    case = collected(world)
    work()
    assert receiver.heard == []
    with As(world.operator):
        file.file(case, world.visit("operator", clock.now()), condition=world.conditions["road"])
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", clock.now()), lead=world.departments["works"])
    work()
    assert set(steps(receiver)) >= {"dispatch"}, "now the department works on it"
    assert {one.subscription.name for one in deliveries()} == {"系统 works_handler"}


def test_only_the_steps_that_were_asked_for(world: World, receiver: Receiver) -> None:
    subscribed(world, receiver, "street", "note")
    case = collected(world)
    noted(world, case, "看过了")
    work()
    assert steps(receiver) == ["note"]


def test_nothing_is_told_before_the_approval_and_nothing_from_before_it(world: World, receiver: Receiver) -> None:
    made = subscribed(world, receiver, is_approved=False)
    case = collected(world)
    with As(world.security_admin) as by:
        subscriptions.approve(made.subscription, by=by, at=clock.now())
    noted(world, case, "批准之后")
    work()
    assert steps(receiver) == ["note"]


def test_what_is_replayed_is_told_to_nobody(world: World, receiver: Receiver) -> None:
    subscribed(world, receiver)
    with open_scope(machine("replay")):
        world.collect("worker", clock.now())
    work()
    assert not receiver.heard and not deliveries()


def test_a_failure_is_tried_again_with_the_same_id(world: World, receiver: Receiver) -> None:
    subscribed(world, receiver)
    receiver.answers = [(500, {}), (503, {})]
    collected(world)
    work()
    assert len(receiver.heard) == 3 and len({one.id for one in receiver.heard}) == 1
    assert (deliveries()[0].state, deliveries()[0].attempts) == (State.DELIVERED, 3)


def test_the_order_of_a_case_is_kept_and_other_cases_go_on(world: World, receiver: Receiver, settings: Any) -> None:
    settings.WEBHOOK_RETRY_SECONDS = [3600]
    subscribed(world, receiver)
    receiver.answers = [(500, {})]
    first = collected(world)
    work()
    noted(world, first, "一")
    noted(world, first, "二")
    other = collected(world)
    work()
    assert [json.loads(one.body)["data"]["case"] for one in receiver.heard] == [first.number, other.number]
    with open_scope(machine("worker")):
        Delivery.objects.filter(case_id=first.pk, position=1).update(next_at=clock.now())
    sending.send_what_waits(lambda: False)
    assert steps(receiver)[2:] == ["collect", "note", "note"]
    assert [json.loads(one.body)["data"]["position"] for one in receiver.heard[2:]] == [1, 2, 3]


def test_after_the_last_attempt_it_is_dead_and_can_be_sent_again(world: World, receiver: Receiver) -> None:
    subscribed(world, receiver)
    receiver.answers = [(500, {})] * 4
    case = collected(world)
    noted(world, case, "后一条不再等")
    work()
    first, second = deliveries()
    assert (first.state, first.attempts, first.last_error, second.state) == (
        State.DEAD,
        4,
        Trouble.REFUSED,
        State.DELIVERED,
    )
    with As(world.security_admin) as by, pytest.raises(NotYours):
        outbox.send_again(outbox.seen_by(by), by=by, at=clock.now())
    with As(world.system_admin) as by:
        assert outbox.send_again(outbox.seen_by(by), by=by, at=clock.now()) == 1
    work()
    assert receiver.heard[-1].id == str(first.pk)
    assert deliveries()[0].state == State.DELIVERED


def test_the_pauses_grow_and_retry_after_is_honoured(world: World, receiver: Receiver, settings: Any) -> None:
    settings.WEBHOOK_RETRY_SECONDS = [60, 600]
    subscribed(world, receiver)
    collected(world)
    pauses = []
    for answer in (post.Answer(Trouble.TIMEOUT), post.Answer(Trouble.REFUSED, 503, "", 7200)):
        with open_scope(machine("worker")):
            _force_due()
            if not deliveries():
                outbox.write(Entry.objects.select_related("case").get(), at=clock.now())
            letter = outbox.claim(Subscription.objects.get().pk, at=clock.now())
            assert letter
            at = clock.now()
            outbox.settle(letter, answer, at=at)
        next_at = deliveries()[0].next_at
        assert next_at
        pauses.append((next_at - at).total_seconds())
    assert 48 <= pauses[0] <= 72 and pauses[1] == 7200


def _force_due() -> None:
    Delivery.objects.waiting().update(next_at=clock.now())


def test_a_receiver_that_is_gone_pauses_its_subscription(world: World, receiver: Receiver) -> None:
    made = subscribed(world, receiver)
    receiver.answers = [(410, {})]
    case = collected(world)
    work()
    noted(world, case, "等着")
    work()
    assert len(receiver.heard) == 1
    with As(world.system_admin) as by:
        kept = subscriptions.seen_by(by).get()
        assert (kept.stopped_for, kept.is_sending) == (Subscription.Stop.GONE, False)
        subscriptions.resume(made.subscription, by=by, at=clock.now())
    work()
    assert steps(receiver) == ["collect", "collect", "note"]


def test_a_mandate_that_has_ended_is_told_nothing_more(
    world: World, receiver: Receiver, owner_connection: psycopg.Connection[Any]
) -> None:
    subscribed(world, receiver)
    collected(world)
    yesterday = clock.today() - timedelta(days=1)
    owner_connection.execute(
        "UPDATE accounts_mandate SET ends_on = %s WHERE id = %s", [yesterday, world.street.mandate_id]
    )
    owner_connection.commit()
    work()
    assert receiver.heard == []


def test_nobody_is_followed_elsewhere(world: World, receiver: Receiver) -> None:
    subscribed(world, receiver)
    receiver.answers = [(302, {"location": receiver.url + "/elsewhere"})] * 4
    collected(world)
    work()
    assert (deliveries()[0].state, deliveries()[0].last_error) == (State.DEAD, Trouble.REDIRECT)
    assert len(receiver.heard) == 4


def test_a_private_address_is_refused_when_it_is_sent_to_as_well(
    world: World, receiver: Receiver, settings: Any
) -> None:
    subscribed(world, receiver)
    settings.WEBHOOK_NETWORKS = []
    collected(world)
    work()
    assert receiver.heard == []
    assert deliveries()[0].last_error == Trouble.ADDRESS


def test_whoever_dies_between_call_and_record_leaves_the_same_id(world: World, receiver: Receiver) -> None:
    subscribed(world, receiver)
    collected(world)
    with open_scope(machine("worker")):
        outbox.write(Entry.objects.select_related("case").get(), at=clock.now())
    with open_scope(machine("worker")):
        letter = outbox.claim(Subscription.objects.get().pk, at=clock.now())
    assert letter
    post.send(letter.url, letter.body, letter.headers, at=clock.now())  # and here it dies
    assert not sending.send_what_waits(lambda: False)
    assert len(receiver.heard) == 1, "the lease holds"
    with open_scope(machine("worker")):
        _force_due()
    sending.send_what_waits(lambda: False)
    assert [one.id for one in receiver.heard] == [str(letter.delivery_id)] * 2
    assert deliveries()[0].state == State.DELIVERED


def test_no_transaction_is_open_while_the_receiver_thinks(world: World, receiver: Receiver) -> None:
    """A transaction that waits for another system would hold back everybody who reads the feed."""
    subscribed(world, receiver)
    collected(world)
    open_ones: list[int] = []
    answer = receiver.answer

    def counting(message: Any) -> tuple[int, dict[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
            )
            open_ones.append(cursor.fetchone()[0])
        connection.close()
        return answer(message)

    receiver.answer = counting  # type: ignore[method-assign]
    work()
    assert open_ones == [0]


def test_a_deaf_receiver_does_not_hold_up_another(world: World, receiver: Receiver, settings: Any) -> None:
    settings.WEBHOOK_RETRY_SECONDS = [3600]
    deaf = Receiver(url="http://127.0.0.1:9/hook")
    subscribed(world, deaf, "community")
    subscribed(world, receiver, "street")
    collected(world)
    work()
    assert len(receiver.heard) == 1
    assert {one.last_error for one in deliveries()} == {"", Trouble.CONNECT}


def test_after_a_renewal_both_secrets_sign(world: World, receiver: Receiver) -> None:
    made = subscribed(world, receiver)
    with As(world.system_admin) as by:
        renewed = subscriptions.renew_secret(made.subscription, by=by, at=clock.now())
    collected(world)
    work()
    is_genuine, (heard,) = documented_check(), receiver.heard
    assert is_genuine(made.secret, heard.headers, heard.body)
    assert is_genuine(renewed.secret, heard.headers, heard.body)


def test_a_deleted_subscription_is_told_nothing_and_keeps_no_secret(world: World, receiver: Receiver) -> None:
    made = subscribed(world, receiver)
    collected(world)
    with open_scope(machine("worker")):
        outbox.write(Entry.objects.select_related("case").get(), at=clock.now())
    with As(world.system_admin) as by:
        subscriptions.remove(made.subscription, by=by, at=clock.now())
        with pytest.raises(Refused):
            outbox.send_again(outbox.seen_by(by), by=by, at=clock.now())
    work()
    assert receiver.heard == []
    assert (deliveries()[0].state, deliveries()[0].last_error) == (State.DEAD, Trouble.REMOVED)


def test_what_waits_for_a_subscriber_follows_when_the_area_is_recoded(world: World, receiver: Receiver) -> None:
    subscribed(world, receiver)
    collected(world)
    with open_scope(machine("worker")):
        outbox.write(Entry.objects.select_related("case").get(), at=clock.now())
    with open_scope(machine("import")):
        by, now = Actor.machine_named("import"), clock.now()
        street = Area.objects.get(pk=world.areas["street1"].pk)
        recode(street, code="990106101", on=clock.day_of(now), by=by, at=now)

    (waiting,) = deliveries()
    assert (waiting.area_code, waiting.subscription.area_code) == ("990106101", "990106101")
    work()
    assert [one.state for one in deliveries()] == [State.DELIVERED]
    assert len(receiver.heard) == 1
