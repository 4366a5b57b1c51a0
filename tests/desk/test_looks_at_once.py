"""Limits and keys of the residents' screens under a hand that does not mean well."""

from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import connections

from tests.desk.lives import browser
from tests.desk.test_residents import LIST, home
from tests.running import wait_for
from tests.world import As, World
from wangge.kernel import clock
from wangge.registers.people.looking import reveal


@pytest.mark.django_db(transaction=True)
def test_nobody_is_shown_more_by_asking_twice_at_once(
    world: World, owner_connection: psycopg.Connection[Any], settings: Any
) -> None:
    settings.REVEALS_AN_HOUR = 1
    head, *_others = home(world)
    answers: list[int] = []

    def ask_beside() -> None:
        answers.append(client.post(url, {"what": "phone", "reason": "核对"}).status_code)
        connections.close_all()

    def waits() -> bool:
        waiting = owner_connection.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(answers) or waiting.fetchone() is not None

    client, url = browser("community"), f"{LIST}{head.person_id}/reveal"
    with As(world.community) as community:
        reveal(head.person, "phone", by=community, at=clock.now(), reason="核对", area_code=head.area_code)
        beside = Thread(target=ask_beside)
        beside.start()
        wait_for(waits, every=0.01)
    beside.join()
    assert answers == [422]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["9" * 23, "²", "abc"])
def test_a_key_that_is_none_begins_at_the_first_double(world: World, typed: str) -> None:
    assert browser("duty").get(f"{LIST}doubles", {"after": typed}).status_code == 200
