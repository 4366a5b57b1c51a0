"""What a community cannot do goes up to the street and the district; enforcement never comes down to it."""

import pytest

from tests.world import As, World, assignment_of, fresh, moment
from wangge.cases.models import DeskLevel
from wangge.cases.stages import dispatch, file, handle
from wangge.kernel.refused import Refused


def test_community_street_district(world: World) -> None:
    with As(world.worker):
        case = world.collect("worker").case
        assert case.desk_level == DeskLevel.COMMUNITY
    with As(world.community):
        file.escalate(case, world.visit("community", moment("2026-03-02 09:10")))
        with pytest.raises(Refused, match="没有这项职责"):
            file.escalate(case, world.visit("community", moment("2026-03-02 09:11")))
    with As(world.street):
        file.file(case, world.visit("street", moment("2026-03-02 09:20")), condition=world.conditions["stall"])
        with pytest.raises(Refused, match="执法事项不能交社区"):
            file.delegate(case, world.visit("street", moment("2026-03-02 09:21")))
        with pytest.raises(Refused, match="执法事项不能派给社区"):
            community = world.departments["community1_office"]
            dispatch.dispatch(case, world.visit("street", moment("2026-03-02 09:22")), lead=community)
        file.escalate(case, world.visit("street", moment("2026-03-02 09:25")))
    with As(world.dispatcher):
        assert fresh(case).desk_level == DeskLevel.DISTRICT
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-03-02 09:30")), lead=world.departments["urban"])
    with As(world.urban_west_handler), pytest.raises(Exception, match="does not exist"):
        assignment_of(case.pk, world.departments["urban"])


def test_a_community_files_enforcement_and_it_goes_up_by_itself(world: World) -> None:
    with As(world.worker):
        case = world.collect("worker").case
    with As(world.community):
        file.file(case, world.visit("community", moment("2026-03-02 09:20")), condition=world.conditions["stall"])
        assert fresh(case).desk_level == DeskLevel.STREET


def test_a_community_solves_what_it_can_with_its_own_hands(world: World) -> None:
    office = world.departments["community1_office"]
    with As(world.worker):
        case = world.collect("worker").case
    with As(world.community):
        file.file(case, world.visit("community", moment("2026-03-02 09:20")), condition=world.conditions["heap"])
        with pytest.raises(Refused, match="社区只能自己办理"):
            dispatch.dispatch(
                case, world.visit("community", moment("2026-03-02 09:21")), lead=world.departments["works"]
            )
        dispatch.dispatch(case, world.visit("community", moment("2026-03-02 09:22")), lead=office)
        handle.accept(assignment_of(case.pk, office), world.visit("community", moment("2026-03-02 09:30")))
