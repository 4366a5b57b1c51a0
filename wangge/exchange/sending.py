"""The postman: serves several subscribers side by side, each in order, while no transaction is open during a call.

A slow or silent receiver holds up nobody but itself: every subscriber has a lane of its own, and all lanes together
take one place of the worker.
"""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from uuid import UUID

from django.db import connection

from wangge.exchange import outbox, post
from wangge.exchange.outbox import Letter
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope

LANES = 8
LOOK_SECONDS = 1.0
ROUND_SECONDS = 60.0
AT_ONCE = 20


def send_what_waits(should_stop: Callable[[], bool]) -> bool:
    """Until nothing is left to be sent now; answers whether something is left, because it was told to stop."""
    ends = time.monotonic() + ROUND_SECONDS
    lanes: dict[Future[None], UUID] = {}
    with ThreadPoolExecutor(LANES) as pool:
        while not should_stop() and time.monotonic() < ends:
            for subscription_id in _with_work() - set(lanes.values()):
                lanes[pool.submit(_serve, subscription_id, should_stop)] = subscription_id
            if not lanes:
                return False
            for done in wait(lanes, LOOK_SECONDS, FIRST_COMPLETED).done:
                del lanes[done]
                done.result()
    return True


def _with_work() -> set[UUID]:
    with open_scope(machine("worker")):
        return outbox.subscriptions_with_work(clock.now())


def _serve(subscription_id: UUID, should_stop: Callable[[], bool]) -> None:
    """Some deliveries of one subscriber, one after another."""
    try:
        for _turn in range(AT_ONCE):
            if should_stop() or not _send_next(subscription_id):
                return
    finally:
        connection.close()  # this thread's own


def _send_next(subscription_id: UUID) -> bool:
    with open_scope(machine("worker")):
        letter = outbox.claim(subscription_id, at=clock.now())
    if letter is None:
        return False
    answer = _called(letter)
    with open_scope(machine("worker")):
        outbox.settle(letter, answer, at=clock.now())
    return True


def _called(letter: Letter) -> post.Answer:
    if connection.in_atomic_block:
        raise RuntimeError("A call inside a transaction would hold back everybody who reads the feed.")
    return post.send(letter.url, letter.body, letter.headers, at=clock.now())
