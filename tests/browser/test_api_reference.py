"""The page on which people read the api: our own, under our own policy."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.world import World


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_reference_is_read_without_a_complaint(world: World, come: Any, screen: dict[str, int]) -> None:
    reader = come(screen)
    reader.go("/api/v1/docs")

    reader.page.click("summary:has-text('/api/v1/cases/{number}/steps/dispatch')")

    assert reader.page.locator("details[open] td >> text=Idempotency-Key").is_visible()
    assert not reader.is_wider_than_the_screen()
    assert reader.barriers() == []
