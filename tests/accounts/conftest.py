"""The town, and people who come in by the front door."""

from collections.abc import Callable

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.test import Client

from tests import world
from tests.world import PASSWORD, World
from wangge.accounts.models import User

SignIn = Callable[..., Client]


@pytest.fixture
def town(db: None) -> World:
    """The small town of tests."""
    return world.build()


@pytest.fixture
def come_in(town: World) -> SignIn:
    """`come_in("worker")`: a browser in which this person has signed in."""

    def come_in(who: str, **headers: str) -> Client:
        world.give_password(who)
        client = Client(headers=headers or None)
        answer = client.post("/accounts/sign-in", {"username": who, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        assert HASH_SESSION_KEY in client.session
        return client

    return come_in


def user_of(town: World, who: str) -> User:
    """The user row of one person of the town; needs a scope that sees it."""
    return User.objects.get(pk=town.people[who].user_id)
