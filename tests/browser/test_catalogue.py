"""The screens of the catalogue and the calendar in a real browser: no barrier, nothing wider than the screen."""

from typing import Any
from uuid import uuid4

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.world import World
from wangge.accounts.actors import Actor
from wangge.cases.catalogue.taking_in import load_default_catalogue
from wangge.cases.models.catalogue import Category, Route, StageLimit
from wangge.kernel import clock
from wangge.kernel.calendar_days import fill_calendar
from wangge.kernel.kept import expire_all
from wangge.kernel.scope import machine, open_scope

IMPORTER = Actor.machine_named("import")


@pytest.fixture
def screens(world: World) -> dict[str, str]:
    """Addresses by name, in a town with the shipped catalogue and three years of calendar."""
    expire_all()
    with open_scope(machine("import")):
        StageLimit.objects.all().delete()
        load_default_catalogue(by=IMPORTER, at=clock.now(), key=uuid4())
        this_year = clock.today().year
        fill_calendar([this_year, this_year + 1], by=IMPORTER, at=clock.now(), key=uuid4())
        for kind, area, name in (("municipal", None, "works"), ("municipal", "street1", "street1_office")):
            Route.objects.create(
                handler_kind=kind,
                area=world.areas[area] if area else None,
                department=world.departments[name],
                from_on=clock.today(),
            )
        cover = Category.objects.get(version__code="GBT47678.5-2026", kind="object", minor_name="供水井盖")
        condition = cover.conditions.get(number=1)
    return {
        "catalogue": "/desk/catalogue/?version=GBT47678.5-2026&major=item-09",
        "search": "/desk/catalogue/?version=local&q=电动",
        "category": f"/desk/catalogue/categories/{cover.pk}",
        "condition": f"/desk/catalogue/conditions/{condition.pk}",
        "routes": "/desk/catalogue/routes/",
        "rules": "/desk/catalogue/rules/",
        "import": "/desk/catalogue/import",
        "calendar": f"/desk/calendar/?year={this_year}",
        "day": f"/desk/calendar/?day={this_year + 1}-02-05",
    }


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_screen_can_be_used_by_everybody(screens: dict[str, str], come: Any, size: str) -> None:
    visitor = come(DESK if size == "desk" else PHONE)
    visitor.sign_in("duty")
    found = {}
    for name, address in screens.items():
        visitor.go(address)
        found[name] = (visitor.barriers(), visitor.is_wider_than_the_screen())
    assert found == dict.fromkeys(screens, ([], False))
