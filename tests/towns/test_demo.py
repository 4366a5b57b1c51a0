"""The demo town: whole, sound, and only on an empty database."""

import json
import stat
from typing import Any

import pytest
import shapely
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from tests.world import World
from wangge.areas.models import Boundary
from wangge.cases.models import Case, Entry
from wangge.kernel.scope import machine, open_scope


@pytest.mark.django_db
def test_the_town_is_whole_and_its_journal_sound(settings: LazySettings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO_ACCOUNTS = tmp_path / "secrets" / "demo-accounts.json"
    settings.MADE_STATIC = tmp_path / "made"
    call_command("demo", "--cases", "30")
    with open_scope(machine("worker")):
        shapes: dict[str, list[Any]] = {row.area.level: [] for row in Boundary.objects.select_related("area")}
        for row in Boundary.objects.select_related("area"):
            shapes[row.area.level].append(row.polygon)
        assert {level: len(found) for level, found in shapes.items()} == {
            "district": 1, "street": 5, "community": 20, "grid": 80
        }  # fmt: skip
        (district,) = shapes["district"]
        for found in shapes.values():
            assert sum(shape.area for shape in found) == pytest.approx(district.area, rel=1e-6)
            assert all(shape.geom_type == "Polygon" for shape in found)
            assert shapely.union_all(found).symmetric_difference(district).area < 1e-9
        assert Case.objects.count() == 30
        assert all(entry.hash == entry.computed_hash() for entry in Entry.objects.all())
    accounts = json.loads(settings.DEMO_ACCOUNTS.read_text())
    assert len({account["role"] for account in accounts}) == 13
    assert stat.S_IMODE(settings.DEMO_ACCOUNTS.stat().st_mode) == 0o600


def test_a_database_with_people_is_refused(world: World) -> None:
    with pytest.raises(CommandError, match="已经有用户"):
        call_command("demo")
