"""The straight way of one matter through the seven stages, by the acts that the desks call."""

from tests.world import MONDAY_NINE, As, World, assignment_of, fresh, moment
from wangge.cases.models import Entry
from wangge.cases.stages import close, dispatch, evaluate, feedback, file, handle
from wangge.cases.workflow import Stage


def test_a_manhole_cover_goes_through_all_seven_stages(world: World) -> None:
    with As(world.worker):
        case = world.collect("worker").case
    with As(world.community):
        file.file(case, world.visit("community", moment("2026-03-02 09:10")), condition=world.conditions["cover"])
        file.escalate(case, world.visit("community", moment("2026-03-02 09:12")))
    with As(world.street):
        visit = world.visit("street", moment("2026-03-02 09:20"))
        dispatch.dispatch(case, visit, lead=world.departments["works"])
    with As(world.works_handler):
        mine = assignment_of(case.pk, world.departments["works"])
        handle.accept(mine, world.visit("works_handler", moment("2026-03-02 09:30")))
        feedback.feedback(mine, world.visit("works_handler", moment("2026-03-02 10:30"), answer="已换新井盖"))
        assert fresh(case).stage == Stage.FEEDBACK
    with As(world.street):
        close.order_check(case, world.visit("street", moment("2026-03-02 10:40")))
    with As(world.worker2):
        close.answer_check(case, world.visit("worker2", moment("2026-03-02 11:00")), is_passed=True)
    with As(world.street):
        close.close(case, world.visit("street", moment("2026-03-02 11:10")))
        evaluate.evaluate(case, world.visit("street", moment("2026-03-03 11:10")), quality=5)
        done = fresh(case)
        entries = list(Entry.objects.filter(case=case).order_by("position"))
    assert done.stage == Stage.ENDED
    assert done.late_at is None
    assert done.due_at == moment("2026-03-02 11:10")
    assert [entry.position for entry in entries] == list(range(1, 11))
    assert done.head_hash == entries[-1].hash == entries[-1].computed_hash()
    assert entries[0].at == MONDAY_NINE
