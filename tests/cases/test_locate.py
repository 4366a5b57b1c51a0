"""A place that is corrected: the case waits at no lower desk than its place is known."""

import pytest

from tests.world import BEGINNING, MONDAY_NINE, As, World, fresh, moment
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate, User
from wangge.accounts.roles import Role
from wangge.cases.models import Case, DeskLevel, Entry
from wangge.cases.queries import waits_for_me
from wangge.cases.stages import collect
from wangge.cases.visit import Visit
from wangge.kernel.scope import machine, open_scope


@pytest.fixture
def patrol(world: World) -> Actor:
    """A worker who walks a whole street."""
    with open_scope(machine("import")):
        user = User.objects.create(username="patrol", name="巡查员", created_at=MONDAY_NINE)
        area = world.areas["street1"]
        mandate = Mandate.objects.create(
            user=user, role=Role.GRID_WORKER, area=area, area_code=area.code, starts_on=BEGINNING
        )
    return Actor.of_mandate(mandate)


def _located(world: World, patrol: Actor, area: str) -> Case:
    with As(world.worker):
        case = world.collect("worker").case
    with As(patrol):
        visit = Visit(patrol, moment("2026-03-02 10:00"))
        collect.locate(case, visit, area=world.place(area), place="余杭塘河沿线")
        return fresh(case)


def test_a_case_known_by_its_street_only_waits_at_the_street_desk(world: World, patrol: Actor) -> None:
    case = _located(world, patrol, "street1")
    assert (case.area_code, case.desk_level) == ("990106001", DeskLevel.STREET)
    assert case.stage_due_at == moment("2026-03-02 12:00"), "the street has its own two working hours"
    with As(world.street):
        assert case in waits_for_me(world.street)
        assert Entry.objects.get(case=case, step="locate").facts["desk_level"] == DeskLevel.STREET


def test_a_case_corrected_to_another_community_stays_at_the_same_level(world: World, patrol: Actor) -> None:
    case = _located(world, patrol, "community2")
    assert (case.area_code, case.desk_level) == ("990106001002", DeskLevel.COMMUNITY)
    assert case.stage_due_at == moment("2026-03-02 11:00"), "the clock of the desk has never stopped"
