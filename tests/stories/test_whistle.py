"""The street whistles: two departments on the spot, one leads, each with its own clock."""

import pytest

from tests.world import As, World, assignment_of, fresh, moment
from wangge.cases.models import Case
from wangge.cases.stages import dispatch, feedback, file, handle
from wangge.cases.workflow import Stage
from wangge.interfaces.timer.rounds import go_round
from wangge.kernel.refused import Refused


def _whistled(world: World) -> Case:
    with As(world.worker):
        case = world.collect("worker").case
    with As(world.community):
        file.escalate(case, world.visit("community", moment("2026-03-02 09:06")))
    with As(world.street):
        file.file(case, world.visit("street", moment("2026-03-02 09:10")), condition=world.conditions["stall"])
        call = world.visit("street", moment("2026-03-02 09:20"))
        dispatch.whistle(case, call, lead=world.departments["urban"], co=[world.departments["police"]])
    return case


def test_the_case_is_answered_when_lead_and_helper_are_done(world: World) -> None:
    case = _whistled(world)
    with As(world.urban_handler):
        lead = assignment_of(case.pk, world.departments["urban"])
        assert lead.arrive_due_at == moment("2026-03-02 10:20")
        handle.arrive(lead, world.visit("urban_handler", moment("2026-03-02 09:50")))
        assert fresh(case).stage == Stage.HANDLE
        feedback.feedback(lead, world.visit("urban_handler", moment("2026-03-02 11:00"), answer="摊贩已劝离"))
        assert fresh(case).stage == Stage.HANDLE, "the police have not answered yet"
    go_round(moment("2026-03-02 10:30"))
    with As(world.police_handler):
        helper = assignment_of(case.pk, world.departments["police"])
        assert helper.arrival_late_at == moment("2026-03-02 10:20")
        handle.accept(helper, world.visit("police_handler", moment("2026-03-02 11:10")))
        feedback.feedback(helper, world.visit("police_handler", moment("2026-03-02 11:30"), answer="已登记"))
        done = fresh(case)
        assert (done.stage, done.is_joint) == (Stage.FEEDBACK, True)


def test_a_helper_may_be_released_and_may_not_act_for_the_lead(world: World) -> None:
    case = _whistled(world)
    with As(world.police_handler):
        lead = assignment_of(case.pk, world.departments["urban"])
        with pytest.raises(Refused, match="没有这项职责"):
            handle.accept(lead, world.visit("police_handler", moment("2026-03-02 09:30")))
    with As(world.urban_handler):
        handle.accept(lead, world.visit("urban_handler", moment("2026-03-02 09:40")))
        feedback.feedback(lead, world.visit("urban_handler", moment("2026-03-02 10:00"), answer="好了"))
    with As(world.street):
        helper = assignment_of(case.pk, world.departments["police"])
        dispatch.release(helper, world.visit("street", moment("2026-03-02 10:10")))
        assert fresh(case).stage == Stage.FEEDBACK
