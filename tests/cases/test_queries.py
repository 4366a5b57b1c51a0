"""For whom a case waits, step by step, and what the counting finds."""

from datetime import date

from tests.world import As, World, assignment_of, fresh, moment
from wangge.cases.models import Assignment, Case
from wangge.cases.queries import (
    Filters,
    appeals_waiting,
    assigned_to_me,
    by_day,
    count_of_queue,
    late_by_stage,
    moved_since,
    numbers_of_department,
    of_department,
    open_tallies,
    pressure,
    under_supervision,
    waits_for_me,
)
from wangge.cases.stages import anytime, close, dispatch, feedback, file, handle

WHO = ("worker", "community", "street", "operator", "duty", "dispatcher", "works_handler", "leader", "neighbour_street")


def waiting(world: World) -> set[str]:
    """Everybody who finds something in his queue."""
    found = set()
    for who in WHO:
        with As(world.people[who]):
            if count_of_queue(world.people[who]):
                found.add(who)
    return found


def test_a_case_waits_for_whoever_must_act_next(world: World) -> None:
    with As(world.operator):
        case = world.collect("operator", source="hotline").case
    assert waiting(world) == {"operator", "duty"}
    with As(world.operator):
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
    assert waiting(world) == {"dispatcher"}
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-03-02 09:20")), lead=world.departments["works"])
    assert waiting(world) == {"works_handler"}
    mine = _mine(world, case)
    with As(world.works_handler):
        handle.accept(mine, world.visit("works_handler", moment("2026-03-02 09:30")))
        handle.ask_return(mine, world.visit("works_handler", moment("2026-03-02 09:40"), reason="归城管"))
    assert waiting(world) == {"works_handler", "dispatcher"}
    with As(world.dispatcher):
        handle.refuse_return(mine, world.visit("dispatcher", moment("2026-03-02 09:50"), reason="归市政"))
    with As(world.works_handler):
        feedback.feedback(mine, world.visit("works_handler", moment("2026-03-02 10:30"), answer="已修好"))
    assert waiting(world) == {"operator"}
    with As(world.operator):
        close.order_check(case, world.visit("operator", moment("2026-03-02 10:40")))
    assert waiting(world) == {"worker"}
    with As(world.worker):
        close.answer_check(case, world.visit("worker", moment("2026-03-02 11:00")), is_passed=True)
    assert waiting(world) == {"duty"}
    with As(world.duty):
        close.close(case, world.visit("duty", moment("2026-03-02 11:10")))
    assert waiting(world) == set()


def test_a_supervised_case_waits_for_its_supervisor(world: World) -> None:
    with As(world.worker):
        case = world.collect("worker").case
    with As(world.leader):
        anytime.supervise(case, world.visit("leader", moment("2026-03-02 09:30"), opinion="请抓紧"))
        assert list(waits_for_me(world.leader)) == [case]
        now = moment("2026-03-02 09:40")
        assert list(under_supervision(world.leader, "supervised", now)) == [case]
        assert list(under_supervision(world.leader, "late", now)) == []
        assert late_by_stage(world.leader, moment("2026-03-05 09:00")) == {"collect": (1, 1)}
        assert appeals_waiting(world.leader) == 0


def test_the_pressure_of_a_queue_is_told_by_the_clock(world: World) -> None:
    with As(world.worker):
        world.collect("worker")
    with As(world.community):
        mine = waits_for_me(world.community)
        soon, late = pressure(mine, moment("2026-03-02 09:30")), pressure(mine, moment("2026-03-02 11:30"))
    assert (soon.count, soon.late, soon.today) == (1, 0, 1)
    assert (late.count, late.late, late.today) == (1, 1, 0)
    assert soon.stamp != late.stamp, "a poll hears that something has become late"


def test_flow_and_standing_are_counted_by_stage_area_and_day(world: World) -> None:
    case = _sent(world)
    with As(world.leader):
        cases, now = Case.objects.all(), moment("2026-03-02 09:30")
        [tally] = open_tallies(cases, 9, now)
        assert (tally.stage, tally.area, tally.count, tally.late) == ("dispatch", "990106001", 1, 0)
        moved = moved_since(cases, date(2026, 3, 2))
        assert {stage for stage, count in moved.items() if count} == {"collect", "file", "dispatch"}
        assert by_day(cases, "collected_at", date(2026, 3, 1), 12) == {(date(2026, 3, 2), "990106001001"): 1}
        today = Filters(dated="dispatch", since=date(2026, 3, 2), until=date(2026, 3, 2))
        assert list(today.apply(cases, now)) == [case]
        tomorrow = Filters(dated="dispatch", since=date(2026, 3, 3))
        assert list(tomorrow.apply(cases, now)) == []


def test_a_department_counts_only_its_own(world: World) -> None:
    case, month = _sent(world), date(2026, 3, 1)
    mine = _mine(world, case)
    with As(world.works_handler):
        handle.accept(mine, world.visit("works_handler", moment("2026-03-02 09:30")))
        feedback.feedback(mine, world.visit("works_handler", moment("2026-03-02 10:30"), answer="已修好"))
        numbers = numbers_of_department(world.works_handler, month)
        for kind, count in numbers.items():
            assert of_department(world.works_handler, kind, month).count() == count, kind
        assert (numbers["done"], numbers["on_time"], numbers["was_late"]) == (1, 1, 0)
        assert numbers_of_department(world.works_handler, date(2026, 4, 1))["done"] == 0
        assert not assigned_to_me(world.works_handler).exists()
    with As(world.police_handler):
        assert set(numbers_of_department(world.police_handler, month).values()) == {0}
    with As(world.leader):
        assert not of_department(world.leader, "done", month).exists()


def _sent(world: World) -> Case:
    with As(world.operator):
        case = world.collect("operator", source="hotline").case
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-03-02 09:20")), lead=world.departments["works"])
        return fresh(case)


def _mine(world: World, case: Case) -> Assignment:
    with As(world.works_handler):
        return assignment_of(case.pk, world.departments["works"])
