"""Webhooks go to this machine only, and come again at once."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest

from tests.exchange.receiver import Receiver, listening


@pytest.fixture(autouse=True)
def _own_network(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.WEBHOOK_ALLOWS_HTTP = True
    settings.WEBHOOK_RETRY_SECONDS = [0, 0, 0]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as made:
        yield made
