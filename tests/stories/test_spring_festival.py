"""An extension and a suspension over the Spring Festival of 2026, with its make-up workdays."""

from datetime import date

from tests.world import As, World, assignment_of, fresh, moment
from wangge.cases.stages import dispatch, file, handle
from wangge.cases.workflow import State
from wangge.interfaces.timer.rounds import go_round
from wangge.kernel.kept import expire_all
from wangge.kernel.models import CalendarDay
from wangge.kernel.scope import machine, open_scope

FESTIVAL = range(15, 24)
MADE_UP = (14, 28)


def _festival() -> None:
    days = [(day, False) for day in FESTIVAL] + [(day, True) for day in MADE_UP]
    with open_scope(machine("import")):
        for day, is_workday in days:
            CalendarDay.objects.create(on=date(2026, 2, day), is_workday=is_workday, name="春节", source="国务院办公厅")
    expire_all()


def test_five_working_days_across_the_festival(world: World) -> None:
    _festival()
    works = world.departments["works"]
    with As(world.operator):
        case = world.collect("operator", moment("2026-02-12 09:00"), source="hotline").case
        file.file(case, world.visit("operator", moment("2026-02-12 09:00")), condition=world.conditions["road"])
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-02-12 10:00")), lead=works)
    with As(world.works_handler):
        mine = assignment_of(case.pk, works)
        # Thu 12, Fri 13, Sat 14 (made up); 15–23 festival; Tue 24, Wed 25
        assert mine.due_at == moment("2026-02-26 10:00")
        handle.accept(mine, world.visit("works_handler", moment("2026-02-12 11:00")))
        ask = world.visit("works_handler", moment("2026-02-13 10:00"), reason="沥青厂停工")
        handle.ask_extension(mine, ask, amount=2)
    with As(world.dispatcher):
        handle.grant_extension(mine, world.visit("dispatcher", moment("2026-02-13 11:00")))
        # 26, 27 and Saturday 28 is made up: two days after Thursday 26 10:00 is Saturday 28 10:00
        assert assignment_of(case.pk, works).due_at == moment("2026-02-28 10:00")
        assert fresh(case).due_at == moment("2026-02-28 10:00")
    with As(world.works_handler):
        ask = world.visit("works_handler", moment("2026-02-14 10:00"), reason="等专家论证")
        handle.ask_suspension(mine, ask, until=moment("2026-03-02 08:00"))
    with As(world.dispatcher):
        handle.grant_suspension(mine, world.visit("dispatcher", moment("2026-02-14 10:00")))
        suspended = assignment_of(case.pk, works)
        assert (suspended.state, suspended.remaining_s) == (State.SUSPENDED, 5 * 8 * 3600)
    go_round(moment("2026-03-02 08:01"))
    with As(world.dispatcher):
        resumed = assignment_of(case.pk, works)
        assert (resumed.state, resumed.due_at) == (State.ACCEPTED, moment("2026-03-06 18:00"))
