"""A department says that it is not theirs; the desk insists; another time the desk agrees and sends it on."""

import pytest

from tests.world import As, World, assignment_of, fresh, moment
from wangge.cases.models import Case
from wangge.cases.stages import dispatch, feedback, file, handle
from wangge.cases.workflow import Stage, State
from wangge.kernel.refused import Refused


def _sent_to_urban(world: World) -> Case:
    with As(world.operator):
        case = world.collect("operator", source="hotline").case
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-03-02 09:20")), lead=world.departments["urban"])
    return case


def test_the_desk_insists(world: World) -> None:
    case = _sent_to_urban(world)
    with As(world.urban_handler):
        mine = assignment_of(case.pk, world.departments["urban"])
        with pytest.raises(Refused, match="请写明"):
            handle.ask_return(mine, world.visit("urban_handler", moment("2026-03-02 09:30")))
        handle.ask_return(mine, world.visit("urban_handler", moment("2026-03-02 09:31"), reason="属市政设施"))
        with pytest.raises(Refused, match="您对此案没有这项职责"):
            handle.grant_return(mine, world.visit("urban_handler", moment("2026-03-02 09:32")))
    with As(world.dispatcher):
        assert fresh(case).needs_desk
        refusal = world.visit("dispatcher", moment("2026-03-02 10:00"), reason="该路段由城管养护")
        handle.refuse_return(mine, refusal)
        assert not fresh(case).needs_desk
    with As(world.urban_handler):
        kept = assignment_of(case.pk, world.departments["urban"])
        assert (kept.ask, kept.due_at) == ("", moment("2026-03-09 09:20")), "the clock never stopped"
        handle.accept(kept, world.visit("urban_handler", moment("2026-03-02 10:10")))
        feedback.feedback(kept, world.visit("urban_handler", moment("2026-03-03 10:10"), answer="已修"))
        assert fresh(case).stage == Stage.FEEDBACK


def test_the_desk_agrees_and_sends_it_to_the_right_one(world: World) -> None:
    case = _sent_to_urban(world)
    with As(world.urban_handler):
        mine = assignment_of(case.pk, world.departments["urban"])
        handle.ask_return(mine, world.visit("urban_handler", moment("2026-03-02 09:31"), reason="属市政设施"))
    with As(world.dispatcher):
        handle.grant_return(mine, world.visit("dispatcher", moment("2026-03-02 10:00")))
        back = fresh(case)
        assert (back.stage, back.return_count, back.lead_department_id) == (Stage.FILE, 1, None)
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-03-02 10:05")), lead=world.departments["works"])
        assert assignment_of(case.pk, world.departments["urban"]).state == State.RETURNED
    with As(world.works_handler):
        assert fresh(case).lead_department_id == world.departments["works"].pk


def test_who_asked_may_not_grant(world: World) -> None:
    """The same person as handler of the street's office and as its desk: four eyes."""
    with As(world.street):
        case = world.collect("street", source="desk").case
    with As(world.operator):
        file.delegate(case, world.visit("operator", moment("2026-03-02 09:07")))
    with As(world.street):
        file.file(case, world.visit("street", moment("2026-03-02 09:10")), condition=world.conditions["heap"])
        office = world.departments["street1_office"]
        dispatch.dispatch(case, world.visit("street", moment("2026-03-02 09:20")), lead=office)
        mine = assignment_of(case.pk, office)
        handle.accept(mine, world.visit("street", moment("2026-03-02 09:30")))
        handle.ask_extension(mine, world.visit("street", moment("2026-03-02 09:40"), reason="雨天"), amount=1)
        with pytest.raises(Refused, match="不能自己"):
            handle.grant_extension(mine, world.visit("street", moment("2026-03-02 09:41")))
    with As(world.street_second):
        handle.grant_extension(mine, world.visit("street_second", moment("2026-03-02 09:50")))
        assert assignment_of(case.pk, office).due_at == moment("2026-03-04 09:20")
