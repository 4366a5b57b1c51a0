"""天地图 is offered, and its tile host admitted, only where the district has a key."""

from typing import Any

import pytest
from django.test import Client

from tests.world import World

HOST = "https://t0.tianditu.gov.cn"


def test_without_a_key_nobody_else_is_asked(world: World) -> None:
    assert "tianditu" not in Client().get("/map/settings.json").json()
    assert "tianditu" not in Client().get("/")["Content-Security-Policy"]


@pytest.mark.parametrize("directive", ["img-src 'self' data: blob:", "connect-src 'self'"])
def test_with_a_key_exactly_its_host_is_admitted(world: World, settings: Any, directive: str) -> None:
    settings.TIANDITU_KEY = "0" * 32

    assert Client().get("/map/settings.json").json()["tianditu"] == {"key": "0" * 32, "tiles": HOST}
    policy = Client().get("/")["Content-Security-Policy"]
    assert f"{directive} {HOST};" in policy
    assert policy.count("https:") == 2
