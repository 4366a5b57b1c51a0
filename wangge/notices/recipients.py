"""Who is told after a step: read from where the case now stands, not from who did what."""

from datetime import date

from wangge.accounts.queries import actors_of
from wangge.accounts.roles import Role
from wangge.cases.access import DESK_LEVEL, DESK_POWERS
from wangge.cases.models import Assignment, Case, Entry
from wangge.cases.workflow import Ask, Relation, Stage
from wangge.kernel import clock

Users = set[int | None]

POWER_OF_STAGE = {
    Stage.COLLECT: Relation.OPERATOR,
    Stage.FILE: Relation.DISPATCHER,
    Stage.FEEDBACK: Relation.OPERATOR,
    Stage.CLOSE: Relation.DUTY_OFFICER,
}
POWER_OF_ASK = {
    Ask.RETURN: Relation.DISPATCHER,
    Ask.EXTENSION: Relation.DISPATCHER,
    Ask.SUSPENSION: Relation.DISPATCHER,
}
TELLS_HANDLERS = frozenset({
    "dispatch", "whistle", "rework", "urge", "supervise", "void", "release",
    "mark_assignment_late", "mark_arrival_late",
    "grant_return", "refuse_return", "grant_extension", "refuse_extension", "grant_suspension", "refuse_suspension",
    "resume", "decide_appeal", "reopen",
})  # fmt: skip
TELLS_REPORTER = frozenset({"file", "decline", "merge", "void", "close", "reopen"})
TELLS_DESK = frozenset({"note", "appeal", "review_appeal"})


def to_act(entry: Entry) -> Users:
    """The people for whom the case now waits, where this step has just made it wait for them."""
    case, on = entry.case, clock.day_of(entry.recorded_at)
    if case.needs_worker and entry.step in ("order_verify", "order_check"):
        return _users(Role.GRID_WORKER, Role.GRID_LEADER, area_code=case.area_code, on=on)
    if entry.step in ("dispatch", "whistle", "rework"):
        return _handlers(entry, on)
    if case.needs_upper:
        return _users(Role.STREET_DESK, Role.DUTY_OFFICER, area_code=case.area_code, on=on)
    return _desk(case, _power(entry), on) if case.needs_desk and _has_moved(entry) else set()


def to_know(entry: Entry) -> Users:
    """Those whose matter it is: handlers of an answer, the worker who reported, the desk of a remark."""
    case, on = entry.case, clock.day_of(entry.recorded_at)
    told: Users = set()
    if entry.step in TELLS_HANDLERS:
        told |= _handlers(entry, on)
    if entry.step in TELLS_REPORTER:
        told.add(case.collected_by_id)
    if entry.step in TELLS_DESK or (entry.step == "urge" and not told):
        told |= _desk(case, Relation.DUTY_OFFICER, on)
    return told


def _has_moved(entry: Entry) -> bool:
    asks = entry.step.startswith(("ask_", "answer_")) or entry.step in (
        "escalate",
        "delegate",
        "appeal",
        "review_appeal",
    )
    return entry.stage_before != entry.stage_after or asks


def _power(entry: Entry) -> Relation:
    if entry.step.startswith("ask_"):
        return POWER_OF_ASK.get(Ask(entry.step.removeprefix("ask_")), Relation.DUTY_OFFICER)
    return POWER_OF_STAGE.get(Stage(entry.case.stage), Relation.DUTY_OFFICER)


def _desk(case: Case, power: Relation, on: date) -> Users:
    roles = [role for role, level in DESK_LEVEL.items() if level == case.desk_level and power in DESK_POWERS[role]]
    return _users(*roles, area_code=case.area_code, on=on)


def _handlers(entry: Entry, on: date) -> Users:
    """The handlers of the step's department, or of every department that has been called and is busy."""
    if entry.assignment:
        return _people_of(entry.assignment, entry.case, on)
    called = Assignment.objects.filter(case=entry.case)
    if entry.step in ("dispatch", "whistle"):
        called = called.filter(sent_at=entry.at)
    told: Users = set()
    return told.union(*(_people_of(one, entry.case, on) for one in called))


def _people_of(assignment: Assignment, case: Case, on: date) -> Users:
    if assignment.department.is_office:
        level = {9: Role.STREET_DESK, 12: Role.COMMUNITY_DESK}.get(
            len(assignment.department.area_code), Role.DISPATCHER
        )
        return _users(level, area_code=assignment.department.area_code, on=on)
    path = assignment.department_path
    return _users(Role.HANDLER, area_code=case.area_code, department_path=path, on=on)


def _users(*roles: Role, area_code: str, department_path: str = "", on: date) -> Users:
    return {actor.user_id for actor in actors_of(*roles, area_code=area_code, department_path=department_path, on=on)}
