"""A resident reports, is not satisfied, reopens within the term; after it he is told to report anew."""

import pytest

from tests.world import As, World, assignment_of, fresh, moment
from wangge.accounts.actors import Actor
from wangge.cases.models import Case, Source
from wangge.cases.stages import close, collect, dispatch, evaluate, feedback, file, handle
from wangge.cases.visit import Visit
from wangge.cases.workflow import Stage
from wangge.interfaces.timer.rounds import go_round
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused


def _reported(world: World) -> tuple[Case, Actor]:
    case_id, grid = new_id(), world.place("grid1")
    resident = Actor.resident(case_id, grid.code)
    report = collect.Report(
        Source.PORTAL, grid, "文一路", reporter_name="张三", reporter_phone="13800001234", wants_receipt=True
    )
    with As(resident):
        visit = Visit(resident, moment("2026-03-02 09:00"), words={"description": "路灯下有个坑"})
        collected = collect.collect(report, visit, case_id=case_id)
    assert len(collected.receipt_code) == 10
    return collected.case, resident


def _closed(world: World, case: Case, day: str) -> None:
    works = world.departments["works"]
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment(f"2026-03-{day} 09:20")), lead=works)
    with As(world.works_handler):
        mine = assignment_of(case.pk, works)
        handle.accept(mine, world.visit("works_handler", moment(f"2026-03-{day} 09:30")))
        feedback.feedback(mine, world.visit("works_handler", moment(f"2026-03-{day} 10:00"), answer="好了"))
    with As(world.duty):
        close.check(case, world.visit("duty", moment(f"2026-03-{day} 10:10")), is_passed=True)
        close.close(case, world.visit("duty", moment(f"2026-03-{day} 10:20")))


def test_reopened_within_the_term(world: World) -> None:
    case, resident = _reported(world)
    with As(world.operator):
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
    _closed(world, case, "02")
    with As(resident):
        rating = Visit(resident, moment("2026-03-03 08:00"))
        evaluate.rate(case, rating, is_solved=False, satisfaction=1)
        again = Visit(resident, moment("2026-03-03 08:01"), words={"reason": "坑只填了一半"})
        evaluate.reopen(case, again)
        reopened = fresh(case)
        assert (reopened.stage, reopened.reopen_count, reopened.closed_at) == (Stage.FILE, 1, None)
    _closed(world, case, "04")
    with As(resident):
        late = Visit(resident, moment("2026-03-20 08:00"), words={"reason": "又坏了"})
        with pytest.raises(Refused, match="重新上报"):
            evaluate.reopen(case, late)
    go_round(moment("2026-03-20 09:00"))
    with As(resident):
        assert fresh(case).stage == Stage.ENDED


def test_the_follow_up_call_is_made_by_somebody_who_did_not_handle_it(world: World) -> None:
    case, _resident = _reported(world)
    with As(world.operator):
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
    _closed(world, case, "02")
    with As(world.works_handler), pytest.raises(Refused):
        call = world.visit("works_handler", moment("2026-03-03 09:00"))
        evaluate.follow_up(case, call, is_reached=True, is_solved=True, satisfaction=5)
    with As(world.operator):
        call = world.visit("operator", moment("2026-03-03 09:00"))
        evaluate.follow_up(case, call, is_reached=True, is_solved=True, satisfaction=4)
        assert (fresh(case).is_solved, fresh(case).satisfaction) == (True, 4)
