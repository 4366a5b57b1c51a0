"""The journal: the only writer of a case.

An act is a function decorated with `act`. The decorator gives it a `Turn`: the case and its
assignments locked, the step allowed by the table, the person's relation and four eyes. The act sets
what the step changes; then one entry is written, the case follows, and the reactions are left as
jobs, all in the same transaction. A repeated key changes nothing and returns the first entry: it is looked up only when
the step is refused or the key is found taken, so that the usual way pays nothing for it.
"""

import functools
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.cases import access, routing
from wangge.cases.deadlines import due
from wangge.cases.models import (
    Appeal,
    Assignment,
    Attachment,
    AttachmentKind,
    Case,
    DeskLevel,
    Entry,
    FilingCondition,
    Words,
)
from wangge.cases.visit import Subject, Visit
from wangge.cases.workflow import STEPS, Ask, Stage, State, Step
from wangge.kernel import clock, crypto, jobs, scope
from wangge.kernel.files import StoredFile
from wangge.kernel.refused import Refused
from wangge.kernel.workdays import current_calendar

P = ParamSpec("P")
CLOCK_SKEW = timedelta(minutes=5)
SALT_BYTES = 16
TITLE_LENGTH = 80
DESK_STAGES = frozenset(routing.CLOCK_OF_STAGE) - {Stage.DISPATCH}
APPEALS_OPEN = frozenset({Appeal.ASKED, Appeal.REVIEWED})


@dataclass
class Turn:
    """One person's turn at one locked case. The act changes `case` and assignments in memory, adds
    `facts` (references and numbers only), and sets `to` where the table leaves a choice."""

    step: Step
    visit: Visit
    case: Case
    assignments: list[Assignment]
    assignment: Assignment | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    to: Stage | None = None
    is_new: bool = False

    @property
    def by(self) -> Actor:
        """Who takes the step."""
        return self.visit.by

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.visit.at

    @property
    def day(self) -> date:
        """The local day on which it happened."""
        return timezone.localdate(self.visit.at)

    @property
    def mine(self) -> Assignment:
        """The assignment that the step is taken on."""
        if self.assignment is None:
            raise TypeError(f"{self.step.name} is a step of an assignment")
        return self.assignment

    @property
    def lead(self) -> Assignment | None:
        """The present lead's assignment, busy or done."""
        return next((one for one in self.assignments if one.is_lead and (one.is_busy or one.done_at)), None)

    @property
    def is_all_done(self) -> bool:
        """The lead has answered, and every co-handler has answered or is released."""
        lead = self.lead
        return bool(lead and not lead.is_busy) and not any(one.is_busy for one in self.assignments)

    def require_words(self, name: str, sentence: str) -> None:
        """Refuse a step that must say why and does not."""
        if not self.visit.words.get(name, "").strip():
            raise Refused(sentence, field=name)

    def name_by(self, condition: FilingCondition) -> None:
        """Name the case by its filing condition, and keep which catalogue stood."""
        self.case.condition, self.case.category = condition, condition.category
        self.case.catalogue_version = condition.category.version.code
        self.case.title = condition.category.minor_name[:TITLE_LENGTH]
        self.facts |= {"condition": condition.pk, "category": condition.category_id}

    def give_to_desk(self, level: DeskLevel) -> None:
        """Another desk has the case from now, with its own clock."""
        self.case.desk_level = level
        self.case.stage_at = self.at
        self.case.stage_late_at = None
        self.case.needs_upper = False

    def add(self, assignment: Assignment) -> None:
        """Give the case to one more department."""
        self.assignments.append(assignment)

    def answer_if_all_done(self) -> None:
        """The case is answered once the lead has answered and nobody else is busy."""
        if self.case.stage in (Stage.DISPATCH, Stage.HANDLE) and self.is_all_done:
            self.to = Stage.FEEDBACK
            self.case.answered_at = self.at

    def set_aside(self) -> None:
        """A new round begins: the answers of the last one stay on record and no longer count."""
        for assignment in self.assignments:
            if assignment.state == State.DONE:
                assignment.state = State.RELEASED

    def release_all(self) -> None:
        """Let go every department that is still busy; its clock stops."""
        for assignment in self.assignments:
            if assignment.is_busy:
                assignment.state, assignment.ask = State.RELEASED, Ask.NOTHING


def act(name: str) -> Callable[[Callable[Concatenate[Turn, P], None]], Callable[Concatenate[Subject, Visit, P], Entry]]:
    """Make an act of one step of the table; see the module's words."""
    step = STEPS[name]

    def wrap(body: Callable[Concatenate[Turn, P], None]) -> Callable[Concatenate[Subject, Visit, P], Entry]:
        def run(subject: Subject, visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> Entry:
            try:
                with transaction.atomic():
                    turn = _take_turn(step, subject, visit)
                    before = _snapshot(turn)
                    body(turn, *args, **kwargs)
                    return _write(turn, before)
            except (Refused, IntegrityError) as error:
                if repeated := _entry_of(visit.key, step, subject):
                    return repeated
                raise _in_words(error) from error

        functools.update_wrapper(run, body)
        return run

    return wrap


def open_case(case: Case, visit: Visit, facts: dict[str, Any]) -> Entry:
    """Write a new case with its first entry, in the stage that `collect` leads to."""
    step = STEPS["collect"]
    turn = Turn(step, visit, case, [], facts=facts, is_new=True)
    _refuse_future(visit)
    return _write(turn, _Before({}, {}))


@dataclass(frozen=True)
class _Before:
    """The column values at the beginning of a turn."""

    case: dict[str, Any]
    assignments: dict[UUID, dict[str, Any]]


def _case_id(subject: Subject) -> UUID:
    return subject.pk if isinstance(subject, Case) else subject.case_id


def _entry_of(key: UUID, step: Step, subject: Subject) -> Entry | None:
    entry = Entry.objects.filter(key=key).first()
    if entry and (entry.step != step.name or entry.case_id != _case_id(subject)):
        raise Refused(_("这个提交编号已经用于另一项操作，请刷新页面后重试。"), field="key")
    return entry


def _in_words(error: Refused | IntegrityError) -> Refused:
    return error if isinstance(error, Refused) else Refused(_("刚刚有人处理了这个案件，请刷新后再看。"))


def _take_turn(step: Step, subject: Subject, visit: Visit) -> Turn:
    _refuse_future(visit)
    case = _locked(_case_id(subject))
    if visit.at < case.collected_at:
        raise Refused(_("发生时间不能早于采集时间。"), field="at")
    assignments = _assignments(case) if case.dispatched_at else []
    assignment = next((one for one in assignments if one.pk == subject.pk), None)
    if step.is_of_assignment and assignment is None:
        raise Refused(_("没有这张派遣单，或您无权查看。"))
    access.check(step, case, assignment, visit.by, assignments)
    return Turn(step, visit, case, assignments, assignment)


def _locked(case_id: UUID) -> Case:
    try:
        return Case.objects.select_for_update().get(pk=case_id)
    except Case.DoesNotExist as error:
        raise Refused(_("没有这个案件，或您无权查看。")) from error


def _assignments(case: Case) -> list[Assignment]:
    return sorted(Assignment.objects.filter(case=case), key=lambda one: (one.sent_at, one.pk))


def _refuse_future(visit: Visit) -> None:
    if visit.at > clock.now() + CLOCK_SKEW:
        raise Refused(_("发生时间不能晚于现在，请检查设备时间。"), field="at")


def _snapshot(turn: Turn) -> _Before:
    return _Before(turn.case.values(), {one.pk: one.values() for one in turn.assignments})


def _write(turn: Turn, before: _Before) -> Entry:
    stage_before = "" if turn.is_new else turn.case.stage
    _answer_ask(turn)
    _move(turn)
    _settle(turn)
    entry = _entry(turn, stage_before)
    words = _words(turn.visit.words, entry)
    _chain(turn.case, entry, turn.visit)
    _save(turn, before, entry)
    Words.objects.bulk_create(words)
    _leave_reactions(entry)
    return entry


def _answer_ask(turn: Turn) -> None:
    if turn.step.ask is None:
        return
    asked: Case | Assignment = turn.assignment or turn.case
    asked.ask = Ask.NOTHING


def _move(turn: Turn) -> None:
    """Set the stage, as the table says; nobody else does."""
    step, case = turn.step, turn.case
    if turn.assignment and step.state:
        turn.assignment.state = step.state
    to = turn.to or (step.to[0] if len(step.to) == 1 and not step.may_stay else None)
    if to is None or to == case.stage:
        return
    if to not in step.to:
        raise ValueError(f"{step.name} does not lead to {to}")
    case.stage = to
    case.stage_at = turn.at
    case.stage_late_at = None


def _settle(turn: Turn) -> None:
    """Everything that follows from the standing: for whom the case waits, and what is due next."""
    case = turn.case
    waits_for_worker = case.ask in (Ask.VERIFY, Ask.CHECK)
    asked = case.ask == Ask.VOID or any(one.ask for one in turn.assignments if one.is_busy)
    appealed = any(one.appeal in APPEALS_OPEN for one in turn.assignments)
    case.needs_worker = waits_for_worker
    case.needs_desk = (case.stage in DESK_STAGES and not waits_for_worker) or asked or appealed
    if turn.is_new or case.stage_at == turn.at:
        case.stage_due_at = _stage_due(turn)
    case.queue_at = case.stage_due_at or turn.at
    for assignment in turn.assignments:
        assignment.refresh_next_due()
    case.refresh_next_due()


def _stage_due(turn: Turn) -> datetime | None:
    stage_clock = routing.CLOCK_OF_STAGE.get(Stage(turn.case.stage))
    limit = routing.stage_limit(stage_clock, turn.case.desk_level, turn.day) if stage_clock else None
    return due(turn.at, limit, current_calendar()) if limit else None


def _entry(turn: Turn, stage_before: str) -> Entry:
    case, by = turn.case, turn.by
    return Entry(
        key=turn.visit.key,
        case=case,
        assignment=turn.assignment,
        position=case.entry_count + 1,
        step=turn.step.name,
        stage_before=stage_before,
        stage_after=case.stage,
        at=turn.at,
        recorded_at=clock.now(),
        facts=turn.facts,
        by_kind=by.kind,
        by_user_id=by.user_id,
        by_mandate_id=by.mandate_id,
        by_role=by.role or "",
        by_department_id=by.department_id,
        by_machine=by.machine,
        area_id=case.area_id,
        area_code=case.area_code,
        community_code=case.community_code,
        department_id=turn.assignment.department_id if turn.assignment else None,
        catalogue_version=case.catalogue_version,
    )


def _words(words: dict[str, str], entry: Entry) -> list[Words]:
    kept = {name: text.strip() for name, text in words.items() if text.strip()}
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in kept}
    if kept:
        entry.facts["words"] = {name: crypto.digest(salts[name], text) for name, text in kept.items()}
    return [
        Words(
            case_id=entry.case_id,
            entry=entry,
            name=name,
            sealed=crypto.seal(text, purpose=Words.PURPOSE),
            salt=salts[name],
        )
        for name, text in kept.items()
    ]


def _chain(case: Case, entry: Entry, visit: Visit) -> None:
    if visit.photos:
        entry.facts["photos"] = [stored.sha256 for stored, _kind in visit.photos]
    entry.previous_hash = case.head_hash
    entry.hash = entry.computed_hash()
    case.head_hash = entry.hash
    case.entry_count = entry.position
    case.last_entry_at = entry.recorded_at


def _save(turn: Turn, before: _Before, entry: Entry) -> None:
    if turn.is_new:
        turn.case.save(force_insert=True)
    _save_changes(Case, turn.case, before.case)
    for assignment in turn.assignments:
        _save_assignment(assignment, before.assignments.get(assignment.pk))
    entry.save(force_insert=True)
    Attachment.objects.bulk_create(_attachment(entry, stored, kind) for stored, kind in turn.visit.photos)


def _save_assignment(assignment: Assignment, before: dict[str, Any] | None) -> None:
    if before is None:
        assignment.save(force_insert=True)
    else:
        _save_changes(Assignment, assignment, before)


def _save_changes(model: type[Case] | type[Assignment], row: Case | Assignment, before: dict[str, Any]) -> None:
    changed = {name: value for name, value in row.values().items() if before and before[name] != value}
    if changed:
        _manager(model).filter(pk=row.pk).update(**changed)


def _manager(model: type[models.Model]) -> models.Manager[Any]:
    return model._default_manager


def _attachment(entry: Entry, stored: StoredFile, kind: AttachmentKind) -> Attachment:
    return Attachment(
        case_id=entry.case_id,
        entry=entry,
        kind=kind,
        name=stored.name,
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        width=stored.width,
        height=stored.height,
    )


def _leave_reactions(entry: Entry) -> None:
    """Leave the jobs of this step in the same transaction; replayed history tells nobody."""
    opened = scope.current()
    if opened is None or opened.name != "replay":
        jobs.react(entry.step, about=entry.case_id, entry_id=entry.pk)
