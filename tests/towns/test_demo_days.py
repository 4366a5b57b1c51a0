"""The demo town lives on: days later little is late, desks have work; a district without the mark is left alone."""

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import LazySettings

from tests.towns.test_demo import NOW, _actor, _is_of_cases, _made
from tests.world import As, World
from wangge.cases.models import OPEN, Case, Entry
from wangge.cases.queries import CLOCKS, count_of_queue
from wangge.cases.workflow import Stage
from wangge.interfaces.towns.demo_days import live_on
from wangge.kernel import clock
from wangge.kernel.models import Record
from wangge.kernel.scope import machine, open_scope

NEXT_MORNING = NOW + timedelta(hours=17)
NEXT_WEEK = NEXT_MORNING + timedelta(days=6)


@pytest.mark.django_db
@pytest.mark.slow
def test_days_later_the_town_is_alive(settings: LazySettings) -> None:
    settings.HAS_DEMO = True
    with open_scope(machine("replay"), acts=True):
        town = _made(NOW, 140)
        for now in (NEXT_MORNING, NEXT_WEEK):
            known = Case.objects.count()
            with clock.played_at(now):
                assert live_on(now) > 20
                assert live_on(now) == 0, "what has been lived is not lived again"
            open_cases = Case.objects.filter(OPEN)
            assert 20 < open_cases.count() < 90
            assert open_cases.filter(CLOCKS["late"](now)).count() / open_cases.count() < 0.2
            assert known < Case.objects.count() < known + 80
            assert not Entry.objects.filter(at__gt=now).exists()
            empty = [demo.username for demo in town.people.demos
                     if _is_of_cases(demo) and not count_of_queue(_actor(demo))]  # fmt: skip
            assert empty == [], "nobody comes to an empty desk"
        assert all(entry.hash == entry.computed_hash() for entry in Entry.objects.filter(at__gt=NOW))
        stages = Counter(Case.objects.filter(OPEN).values_list("stage", flat=True))
        assert {Stage.COLLECT, Stage.FILE, Stage.HANDLE, Stage.CLOSE} <= set(stages)


def test_a_district_without_the_mark_is_left_alone(world: World, settings: LazySettings) -> None:
    settings.HAS_DEMO = True
    with As(world.worker):
        world.collect()
    with open_scope(machine("replay")):
        before = Entry.objects.count()
        assert live_on(NOW + timedelta(days=3)) == 0
        assert Entry.objects.count() == before
        assert not Record.objects.filter(room="towns").exists()
