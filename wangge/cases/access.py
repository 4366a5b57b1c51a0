"""Who sees a case, and what he is to it. Steps are open to relations, not to roles."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.cases.models import Appeal, Assignment, Case, DeskLevel, Entry
from wangge.cases.workflow import (
    ASKING_STEPS,
    ASSIGNMENT_STEPS,
    CASE_STEPS,
    HANDLING_STEPS,
    Ask,
    Eyes,
    Relation,
    Step,
)
from wangge.kernel.refused import Refused

DESK_POWERS: dict[Role, frozenset[Relation]] = {
    Role.COMMUNITY_DESK: frozenset({Relation.OPERATOR, Relation.DUTY_OFFICER, Relation.DISPATCHER}),
    Role.STREET_DESK: frozenset({Relation.OPERATOR, Relation.DUTY_OFFICER, Relation.DISPATCHER}),
    Role.OPERATOR: frozenset({Relation.OPERATOR}),
    Role.DUTY_OFFICER: frozenset({Relation.DUTY_OFFICER}),
    Role.DISPATCHER: frozenset({Relation.DISPATCHER}),
}
DESK_LEVEL: dict[Role, DeskLevel] = {
    Role.COMMUNITY_DESK: DeskLevel.COMMUNITY,
    Role.STREET_DESK: DeskLevel.STREET,
    Role.OPERATOR: DeskLevel.DISTRICT,
    Role.DUTY_OFFICER: DeskLevel.DISTRICT,
    Role.DISPATCHER: DeskLevel.DISTRICT,
}
LEVELS = (DeskLevel.COMMUNITY, DeskLevel.STREET, DeskLevel.DISTRICT)
NO_FURTHER = {"escalate": LEVELS[-1], "delegate": LEVELS[0]}
UPPER_ROLES = frozenset({Role.STREET_DESK, Role.DUTY_OFFICER})
WORKER_ROLES = frozenset({Role.GRID_WORKER, Role.GRID_LEADER})
SUPERVISING_ROLES = frozenset({Role.LEADER, Role.ASSESSOR})
CASE_ROLES = frozenset(DESK_POWERS) | WORKER_ROLES | SUPERVISING_ROLES | {Role.HANDLER}
NAMING_ROLES = CASE_ROLES - SUPERVISING_ROLES
REVIEW_STEPS = frozenset({"review_appeal"})
WATCHED_STEPS = HANDLING_STEPS | REVIEW_STEPS | set(ASKING_STEPS.values()) | {"appeal"}


@dataclass(frozen=True)
class Offer:
    """A step that this person may take now, on the case or on one of its assignments."""

    step: Step
    assignment: Assignment | None = None


@dataclass(frozen=True)
class Seen:
    """One of a person's own earlier steps on a case, as four eyes look at it."""

    step: str
    assignment_id: object


def seen_by(actor: Actor) -> QuerySet[Case]:
    """The cases that this person may see; row-level security enforces the same again."""
    if actor.case_id is not None:
        return Case.objects.filter(pk=actor.case_id)
    if actor.kind == "mandate" and actor.role not in CASE_ROLES:
        return Case.objects.none()
    scope = actor.scope()
    cases = Case.objects.filter(area_code__gte=scope.area_lo, area_code__lt=scope.area_hi)
    if not scope.department_lo:
        return cases
    return cases.filter(Exists(assignments_seen_by(actor).filter(case_id=OuterRef("pk"))))


def assignments_seen_by(actor: Actor) -> QuerySet[Assignment]:
    """The assignments that this person may see: his department's, or all of his area."""
    scope = actor.scope()
    assignments = Assignment.objects.filter(area_code__gte=scope.area_lo, area_code__lt=scope.area_hi)
    if scope.department_lo:
        return assignments.filter(department_path__gte=scope.department_lo, department_path__lt=scope.department_hi)
    return assignments


def relations(case: Case, actor: Actor, assignments: Iterable[Assignment] = ()) -> frozenset[Relation]:
    """What this person is to this case."""
    found = set(_by_kind(case, actor))
    for assignment in assignments:
        found |= _to_assignment(assignment, actor)
    return frozenset(found)


def handles(assignment: Assignment, actor: Actor) -> bool:
    """Whether this person works for the department, or at the desk whose own office it is."""
    if actor.kind != "mandate":
        return False
    if actor.department_path:
        return actor.role == Role.HANDLER and assignment.department_path.startswith(actor.department_path)
    office = assignment.department
    return actor.role in DESK_POWERS and office.is_office and office.area_code == actor.area_code


def steps_open_to(
    case: Case, actor: Actor, assignments: Sequence[Assignment], earlier: frozenset[Seen] | None = None
) -> list[Offer]:
    """What this person may do now, in the order of the tables. One query, for four eyes, unless `earlier` is known."""
    earlier = own_steps(case, actor) if earlier is None else earlier
    offers = [
        Offer(step) for step in CASE_STEPS if step.stages and not why_not(step, case, None, actor, assignments, earlier)
    ]
    for assignment in assignments:
        offers += [
            Offer(step, assignment)
            for step in ASSIGNMENT_STEPS
            if not why_not(step, case, assignment, actor, assignments, earlier)
        ]
    return offers


def check(
    step: Step, case: Case, assignment: Assignment | None, actor: Actor, assignments: Sequence[Assignment]
) -> None:
    """Refuse, in one sentence, a step that the table, the relation or four eyes forbid."""
    earlier = own_steps(case, actor) if step.not_eyes else frozenset()
    if reason := why_not(step, case, assignment, actor, assignments, earlier):
        raise Refused(reason)


def own_steps(case: Case, actor: Actor) -> frozenset[Seen]:
    """The earlier steps of this person on this case that four eyes must know. One query."""
    if actor.user_id is None:
        return frozenset()
    rows = Entry.objects.filter(case=case, by_user_id=actor.user_id, step__in=WATCHED_STEPS)
    return frozenset(Seen(*row) for row in rows.values_list("step", "assignment_id"))


def own_steps_in(entries: Iterable[Entry], actor: Actor) -> frozenset[Seen]:
    """The same, out of a journal that has been read already."""
    mine = (entry for entry in entries if actor.user_id is not None and entry.by_user_id == actor.user_id)
    return frozenset(Seen(entry.step, entry.assignment_id) for entry in mine if entry.step in WATCHED_STEPS)


def why_not(
    step: Step,
    case: Case,
    assignment: Assignment | None,
    actor: Actor,
    assignments: Sequence[Assignment],
    earlier: frozenset[Seen],
) -> str:
    """Why this person may not take this step now, as a sentence; empty where he may."""
    return (
        _against_table(step, case, assignment)
        or _against_relation(step, case, assignment, actor, assignments)
        or _against_eyes(step, assignment, earlier)
        or _against_facts(step, case, assignment)
    )


def _against_table(step: Step, case: Case, assignment: Assignment | None) -> str:
    if case.stage not in step.stages:
        return _("此案现处于“%(stage)s”阶段，不能%(step)s。") % {"stage": case.get_stage_display(), "step": step}
    if assignment and assignment.state not in step.states:
        names = {"state": assignment.get_state_display(), "step": step}
        return _("这张派遣单%(state)s，不能%(step)s。") % names
    asked = assignment.ask if assignment else case.ask
    if step.ask and asked != step.ask:
        return _("没有等待答复的“%(ask)s”，可能已经有人答复。") % {"ask": step.ask.label}
    return ""


def _against_relation(
    step: Step, case: Case, assignment: Assignment | None, actor: Actor, assignments: Sequence[Assignment]
) -> str:
    if not step.by.isdisjoint(_by_kind(case, actor)):
        return ""
    if not step.by.isdisjoint(relations(case, actor, [assignment] if assignment else assignments)):
        return ""
    names = _("、").join(str(relation.label) for relation in Relation if relation in step.by)
    return _("%(step)s由%(who)s办理，您对此案没有这项职责。") % {"step": step, "who": names}


def _against_eyes(step: Step, assignment: Assignment | None, earlier: frozenset[Seen]) -> str:
    for eyes in Eyes:
        if eyes in step.not_eyes and _has_eyes(eyes, step, assignment, earlier):
            return _("%(why)s。") % {"why": eyes.label}
    return ""


def _has_eyes(eyes: Eyes, step: Step, assignment: Assignment | None, earlier: frozenset[Seen]) -> bool:
    if eyes == Eyes.HANDLED:
        return any(seen.step in HANDLING_STEPS for seen in earlier)
    watched = REVIEW_STEPS if eyes == Eyes.REVIEWED else {ASKING_STEPS.get(step.ask or Ask.NOTHING, "appeal")}
    return any(seen.step in watched and seen.assignment_id == (assignment and assignment.pk) for seen in earlier)


def _against_facts(step: Step, case: Case, assignment: Assignment | None) -> str:
    if step.name == "close" and not case.is_check_passed:
        return _("结案前要有核查通过的结果，请先核查。")
    if step.name == "ask_void" and case.ask:
        return _("此案正在等待答复：%(ask)s。") % {"ask": case.get_ask_display()}
    if step.name in ("order_verify", "order_check", "file") and case.ask in (Ask.VERIFY, Ask.CHECK):
        return _("已请网格员%(ask)s，请等回复。") % {"ask": case.get_ask_display()}
    if step.name in NO_FURTHER and case.desk_level == NO_FURTHER[step.name]:
        return _("已在%(level)s平台，不能再%(step)s。") % {"level": case.get_desk_level_display(), "step": step}
    return _against_assignment_facts(step, assignment) if assignment else ""


def _against_assignment_facts(step: Step, assignment: Assignment) -> str:
    if step.name.startswith("ask_") and assignment.ask:
        return _("上一项申请还没有答复：%(ask)s。") % {"ask": assignment.get_ask_display()}
    if step.name == "arrive" and (assignment.arrived_at or not assignment.arrive_due_at):
        return _("这张派遣单不要求到场，或已经报到。")
    if step.name == "release" and assignment.is_lead:
        return _("主办单位不能解除，请用回退或作废。")
    return _against_appeal(step, assignment)


def _against_appeal(step: Step, assignment: Assignment) -> str:
    wanted = {"appeal": Appeal.NONE, "review_appeal": Appeal.ASKED, "decide_appeal": Appeal.REVIEWED}.get(step.name)
    if wanted is None:
        return ""
    if not assignment.late_at:
        return _("这张派遣单没有超时标记。")
    return (
        ""
        if assignment.appeal == wanted
        else _("申诉现在的状态是“%(state)s”。") % {"state": assignment.get_appeal_display()}
    )


def _by_kind(case: Case, actor: Actor) -> Iterator[Relation]:
    if actor.kind == "machine":
        if actor.machine == "timer":
            yield Relation.TIMER
        return
    if actor.kind == "resident":
        if actor.case_id == case.pk:
            yield Relation.REPORTER
        return
    if actor.user_id is not None and actor.user_id == case.collected_by_id:
        yield Relation.REPORTER
    if case.area_code.startswith(actor.area_code):
        yield from _over_area(case, actor)


def _over_area(case: Case, actor: Actor) -> Iterator[Relation]:
    role = actor.role
    if role in WORKER_ROLES:
        yield Relation.GRID_WORKER
    elif role in SUPERVISING_ROLES:
        yield Relation.SUPERVISOR
    elif role in DESK_POWERS and not actor.department_path:
        yield Relation.ANY_DESK
        if DESK_LEVEL[role] == case.desk_level:
            yield from DESK_POWERS[role]
        elif role in UPPER_ROLES and LEVELS.index(DESK_LEVEL[role]) > LEVELS.index(DeskLevel(case.desk_level)):
            yield Relation.UPPER_DESK


def _to_assignment(assignment: Assignment, actor: Actor) -> frozenset[Relation]:
    if not handles(assignment, actor):
        return frozenset()
    return frozenset({Relation.LEAD if assignment.is_lead else Relation.CO_HANDLER})
