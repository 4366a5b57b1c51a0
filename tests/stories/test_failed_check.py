"""The check fails: the same department handles again, the first proof is kept, and nobody judges his own work."""

import pytest

from tests.world import As, World, assignment_of, fresh, moment
from wangge.cases.models import Entry
from wangge.cases.stages import close, dispatch, feedback, file, handle
from wangge.cases.workflow import Stage
from wangge.kernel.refused import Refused


def test_rework(world: World) -> None:
    works = world.departments["works"]
    with As(world.operator):
        case = world.collect("operator", source="hotline").case
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-03-02 09:20")), lead=works)
    with As(world.works_handler):
        mine = assignment_of(case.pk, works)
        handle.accept(mine, world.visit("works_handler", moment("2026-03-02 09:30")))
        feedback.feedback(mine, world.visit("works_handler", moment("2026-03-03 10:00"), answer="已补"))
    with As(world.operator):
        close.order_check(case, world.visit("operator", moment("2026-03-03 10:10")))
        with pytest.raises(Refused, match="没有这项职责"):
            close.close(case, world.visit("operator", moment("2026-03-03 10:11")))
    with As(world.worker):
        with pytest.raises(Refused, match="哪里不合格"):
            close.answer_check(case, world.visit("worker", moment("2026-03-03 11:00")), is_passed=False)
        failed = world.visit("worker", moment("2026-03-03 11:00"), reason="坑还在")
        close.answer_check(case, failed, is_passed=False)
    with As(world.duty):
        with pytest.raises(Refused, match="核查通过"):
            close.close(case, world.visit("duty", moment("2026-03-03 11:30")))
        feedback.rework(mine, world.visit("duty", moment("2026-03-03 11:31"), reason="坑还在，请重补"))
        again = fresh(case)
        assert (again.stage, again.rework_count, again.is_check_passed) == (Stage.HANDLE, 1, None)
    with As(world.works_handler):
        feedback.feedback(mine, world.visit("works_handler", moment("2026-03-04 10:00"), answer="重新补好"))
    with As(world.duty):
        close.check(case, world.visit("duty", moment("2026-03-04 10:10")), is_passed=True)
        close.close(case, world.visit("duty", moment("2026-03-04 10:20")))
        answers = Entry.objects.filter(case=case, step="feedback").order_by("position")
        assert [entry.words.get().text for entry in answers] == ["已补", "重新补好"]
