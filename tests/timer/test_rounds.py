"""The timer: late marks, escalation by rule, suspensions that end by themselves, the end of the evaluation term."""

from datetime import timedelta

from tests.world import BEGINNING, As, World, assignment_of, fresh, moment
from wangge.cases.models import Case, DeskLevel, Entry, LateRule, StageClock
from wangge.cases.stages import close, dispatch, feedback, file, handle
from wangge.cases.workflow import Stage, State
from wangge.interfaces.timer.rounds import go_round
from wangge.kernel.kept import expire_all
from wangge.kernel.scope import machine, open_scope


def _rule(stage: StageClock, level: str, follows: str) -> None:
    with open_scope(machine("import")):
        LateRule.objects.create(stage=stage, level=level, follows=follows, from_on=BEGINNING)
    expire_all()


def _dispatched(world: World) -> Case:
    with As(world.operator):
        case = world.collect("operator", source="hotline").case
        file.file(case, world.visit("operator", moment("2026-03-02 09:10")), condition=world.conditions["road"])
    with As(world.dispatcher):
        dispatch.dispatch(case, world.visit("dispatcher", moment("2026-03-02 09:20")), lead=world.departments["works"])
    return case


def _seen(case: Case) -> Case:
    with open_scope(machine("timer")):
        return fresh(case)


def test_a_community_that_does_not_file_is_marked_late_and_loses_the_case_to_the_street(world: World) -> None:
    _rule(StageClock.FILE, DeskLevel.COMMUNITY, LateRule.Follows.ESCALATE)
    with As(world.worker):
        case = world.collect("worker").case
    go_round(moment("2026-03-02 10:59"))
    assert _seen(case).stage_late_at is None
    go_round(moment("2026-03-02 11:00"))
    late = _seen(case)
    assert late.desk_level == DeskLevel.STREET
    assert late.stage_due_at == moment("2026-03-02 15:00"), "the street has its own two working hours"
    go_round(moment("2026-03-02 11:00"))
    with As(world.street):
        steps = list(Entry.objects.filter(case=case).order_by("position").values_list("step", flat=True))
    assert steps == ["collect", "mark_late", "escalate"]


def test_a_late_department_is_marked_once_and_the_raw_mark_stays(world: World) -> None:
    case = _dispatched(world)
    due = moment("2026-03-09 09:20")
    go_round(due - timedelta(seconds=1))
    go_round(due + timedelta(minutes=3))
    go_round(due + timedelta(minutes=9))
    with As(world.dispatcher):
        assignment = assignment_of(case.pk, world.departments["works"])
        marks = Entry.objects.filter(case=case, step="mark_assignment_late").count()
    assert (assignment.late_at, marks) == (due, 1)


def test_a_suspension_ends_by_itself_with_what_was_left(world: World) -> None:
    case = _dispatched(world)
    with As(world.works_handler):
        mine = assignment_of(case.pk, world.departments["works"])
        handle.accept(mine, world.visit("works_handler", moment("2026-03-02 10:00")))
        ask = world.visit("works_handler", moment("2026-03-03 09:20"), reason="等材料")
        handle.ask_suspension(mine, ask, until=moment("2026-03-20 09:00"))
    with As(world.dispatcher):
        handle.grant_suspension(mine, world.visit("dispatcher", moment("2026-03-03 09:20")))
    go_round(moment("2026-03-19 09:00"))
    with As(world.dispatcher):
        assert assignment_of(case.pk, world.departments["works"]).state == State.SUSPENDED
    go_round(moment("2026-03-20 09:30"))
    with As(world.dispatcher):
        resumed = assignment_of(case.pk, world.departments["works"])
    assert (resumed.state, resumed.due_at) == (State.ACCEPTED, moment("2026-03-26 09:00")), (
        "four of five days were left"
    )


def test_the_evaluation_term_ends(world: World) -> None:
    case = _dispatched(world)
    with As(world.works_handler):
        mine = assignment_of(case.pk, world.departments["works"])
        handle.accept(mine, world.visit("works_handler", moment("2026-03-02 10:00")))
        feedback.feedback(mine, world.visit("works_handler", moment("2026-03-02 11:00"), answer="补好了"))
    with As(world.duty):
        close.check(case, world.visit("duty", moment("2026-03-02 14:00")), is_passed=True)
        close.close(case, world.visit("duty", moment("2026-03-02 14:10")))
    go_round(moment("2026-03-07 14:00"))
    assert _seen(case).stage == Stage.EVALUATE
    go_round(moment("2026-03-07 14:10"))
    assert _seen(case).stage == Stage.ENDED
