"""A manhole cover is missing at night: emergency hours run while the town sleeps."""

from tests.world import As, World, assignment_of, fresh, moment
from wangge.cases.stages import close, dispatch, feedback, file, handle
from wangge.cases.workflow import Stage
from wangge.interfaces.timer.rounds import go_round


def test_two_emergency_hours_at_night(world: World) -> None:
    with As(world.operator):
        case = world.collect("operator", moment("2026-02-17 23:30"), source="hotline", is_urgent=True).case
        filed = world.visit("operator", moment("2026-02-17 23:35"))
        file.file(case, filed, condition=world.conditions["cover"], is_urgent=True)
        assert fresh(case).due_at == moment("2026-02-18 01:35"), "two hours, holiday and night or not"
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-02-17 23:40")), lead=world.departments["works"])
    with As(world.works_handler):
        mine = assignment_of(case.pk, world.departments["works"])
        handle.accept(mine, world.visit("works_handler", moment("2026-02-17 23:45")))
    go_round(moment("2026-02-18 01:36"))
    with As(world.works_handler):
        feedback.feedback(mine, world.visit("works_handler", moment("2026-02-18 01:39"), answer="已盖好"))
    with As(world.duty):
        late = fresh(case)
        assert late.late_at == moment("2026-02-18 01:35"), "the case's own clock began when it was filed"
        assert assignment_of(case.pk, world.departments["works"]).late_at is None, "the department had until 01:40"
        close.check(case, world.visit("duty", moment("2026-02-18 01:50")), is_passed=True)
        close.close(case, world.visit("duty", moment("2026-02-18 01:55")))
        assert fresh(case).stage == Stage.EVALUATE
