"""Buildings, dwellings, organisations and a grid in a real browser: no barrier, nothing wider than the screen."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.desk.test_archive_screens import Archive
from tests.registers.archive import hand
from tests.world import As, World
from wangge.registers.buildings.actions import Plan, make_dwellings


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_screen_can_be_used_by_everybody(world: World, come: Any, size: str) -> None:
    archive = Archive(world)
    with As(world.worker):
        make_dwellings(archive.building, Plan(units=2), hand(world.worker))
    building, dwelling, shop = archive.pages
    screens = ["/desk/buildings/?q=文锦苑5-2-301", "/desk/buildings/dwellings", building, dwelling, shop]
    screens += [f"{building}/doors", "/desk/buildings/new", "/desk/buildings/renumber?q=文锦苑"]
    screens += ["/desk/organisations/", "/desk/organisations/new", f"/desk/grids/{world.areas['grid1'].pk}"]
    visitor = come(DESK if size == "desk" else PHONE)
    visitor.sign_in("community")
    found = {}
    for address in screens:
        visitor.go(address)
        found[address] = (visitor.barriers(), visitor.is_wider_than_the_screen())
    assert found == dict.fromkeys(screens, ([], False))
