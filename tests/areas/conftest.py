"""A scope, a town of squares, and an atlas that always looks again."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.areas import town as squares
from wangge.areas.models import Area
from wangge.kernel import kept
from wangge.kernel.scope import machine, open_scope


@pytest.fixture(autouse=True)
def _fresh_atlas(settings: Any) -> None:
    settings.ROWS_POLL_SECONDS = 0
    kept.expire("areas")


@pytest.fixture
def importing(db: None) -> Iterator[None]:
    """The scope of the command line."""
    with open_scope(machine("import")):
        yield


@pytest.fixture
def town(importing: None) -> dict[str, Area]:
    """The town of squares, by code."""
    return squares.build()
