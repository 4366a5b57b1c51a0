"""A late mark is appealed: two levels, different people, and the raw mark stays."""

import pytest

from tests.world import As, World, assignment_of, fresh, moment
from wangge.cases.models import Appeal
from wangge.cases.stages import close, dispatch, evaluate, feedback, file, handle
from wangge.kernel.refused import Refused


def test_granted_by_a_second_person_and_the_mark_stays(world: World) -> None:
    works = world.departments["works"]
    with As(world.operator):
        case = world.collect("operator", source="hotline").case
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["cover"])
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-03-02 09:20")), lead=works)
    with As(world.works_handler):
        mine = assignment_of(case.pk, works)
        handle.accept(mine, world.visit("works_handler", moment("2026-03-02 09:30")))
        feedback.feedback(mine, world.visit("works_handler", moment("2026-03-02 13:00"), answer="好了"))
    with As(world.duty):
        close.check(case, world.visit("duty", moment("2026-03-02 14:00")), is_passed=True)
        close.close(case, world.visit("duty", moment("2026-03-02 14:05")))
    with As(world.works_handler):
        evaluate.appeal(mine, world.visit("works_handler", moment("2026-03-03 09:00"), reason="道路封闭，进不去"))
        with pytest.raises(Refused, match="申诉待初审"):
            evaluate.appeal(mine, world.visit("works_handler", moment("2026-03-03 09:01"), reason="再说一遍"))
    with As(world.duty):
        assert fresh(case).needs_desk
        opinion = world.visit("duty", moment("2026-03-03 10:00"), reason="情况属实")
        evaluate.review_appeal(mine, opinion, is_supported=True)
        with pytest.raises(Refused, match="初审的人不能终审"):
            again = world.visit("duty", moment("2026-03-03 10:01"), reason="同意")
            evaluate.decide_appeal(mine, again, is_granted=True)
    with As(world.assessor):
        decision = world.visit("assessor", moment("2026-03-03 11:00"), reason="同意")
        evaluate.decide_appeal(mine, decision, is_granted=True)
        decided = assignment_of(case.pk, works)
    assert decided.appeal == Appeal.GRANTED
    assert decided.late_at == moment("2026-03-02 11:20"), "the raw mark stays"
    assert decided.excused_at == moment("2026-03-03 11:00")
