"""One case as people read it: its assignments, and its journal as a story with names, words and photos.

At most seven queries for a case, however long its story is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department, User
from wangge.accounts.roles import Role
from wangge.cases import access
from wangge.cases.access import Offer
from wangge.cases.models import Assignment, Attachment, AttachmentKind, Case, Entry, Reporter, Words
from wangge.cases.workflow import ASSIGNMENT_STEPS, CASE_STEPS, SEVEN_STAGES, STEPS, Step

HEARD_LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Line:
    """One entry of the journal: who did it as what, what he wrote, and the photos he brought."""

    entry: Entry
    who: str
    office: str
    department: Department | None
    words: Mapping[str, str]
    photos: tuple[Attachment, ...]

    @property
    def step(self) -> Step:
        """The row of the table."""
        return STEPS[self.entry.step]

    @property
    def is_heard_late(self) -> bool:
        """Whether it was recorded clearly later than it happened, as from a phone without signal."""
        return self.entry.recorded_at - self.entry.at > HEARD_LATE

    @property
    def has_moved(self) -> bool:
        """Whether the case changed its stage."""
        return self.entry.stage_before != self.entry.stage_after


@dataclass(frozen=True)
class Objection:
    """A step that one would expect to be open to this person, and why it is not."""

    step: Step
    reason: str
    assignment: Assignment | None = None


@dataclass(frozen=True)
class CaseFile:
    """A case with everything that its page shows."""

    case: Case
    assignments: tuple[Assignment, ...]
    lines: tuple[Line, ...]
    names: Mapping[int, str]

    @cached_property
    def description(self) -> str:
        """What was reported, in the reporter's words."""
        return next((line.words["description"] for line in self.lines if "description" in line.words), "")

    @cached_property
    def reporter(self) -> Reporter | None:
        """The contact details, if any were given."""
        return getattr(self.case, "reporter", None)

    @cached_property
    def lead(self) -> Assignment | None:
        """The present lead's assignment, busy or done."""
        return next((one for one in reversed(self.assignments) if one.is_lead and (one.is_busy or one.done_at)), None)

    def photos(self, *kinds: AttachmentKind) -> list[Attachment]:
        """The photos of these kinds, the oldest first."""
        return [photo for line in self.lines for photo in line.photos if photo.kind in kinds]

    def stage_dates(self) -> dict[str, datetime]:
        """When each stage was reached in the present round."""
        dates: dict[str, datetime] = {}
        for line in self.lines:
            if line.has_moved:
                dates = {stage: at for stage, at in dates.items() if _is_before(stage, line.entry.stage_after)}
                dates[line.entry.stage_after] = line.entry.at
        return dates

    def offers(self, actor: Actor) -> list[Offer]:
        """What this person may do now, in the order of the tables. No query."""
        return access.steps_open_to(self.case, actor, self.assignments, self._earlier(actor))

    def objections(self, actor: Actor, *names: str) -> list[Objection]:
        """Of these steps: those that stage and duty would open to this person, but four eyes or the facts do not."""
        steps = [step for step in CASE_STEPS if step.name in names and self.case.stage in step.stages]
        subjects: list[tuple[Step, Assignment | None]] = [(step, None) for step in steps]
        subjects += [
            (step, one) for one in self.assignments for step in _steps_for(one, self.case) if step.name in names
        ]
        found = (self._objection(step, assignment, actor) for step, assignment in subjects)
        return [objection for objection in found if objection]

    def _objection(self, step: Step, assignment: Assignment | None, actor: Actor) -> Objection | None:
        mine = access.relations(self.case, actor, [assignment] if assignment else self.assignments)
        if not mine & step.by or (step.ask and (assignment or self.case).ask != step.ask):
            return None
        reason = access.why_not(step, self.case, assignment, actor, self.assignments, self._earlier(actor))
        return Objection(step, reason, assignment) if reason else None

    def _earlier(self, actor: Actor) -> frozenset[access.Seen]:
        return access.own_steps_in((line.entry for line in self.lines), actor)


def find(number: str, actor: Actor) -> Case:
    """The case of this number, if this person may see it. One query; `Case.DoesNotExist` otherwise."""
    return access.seen_by(actor).select_related("reporter").get(number=number)


def read(case: Case) -> CaseFile:
    """The file of a case that `find` has found. Five or six queries."""
    assignments = list(case.assignments.order_by("sent_at", "id"))
    entries = list(case.entries.order_by("position"))
    names = _names({*(entry.by_user_id for entry in entries), *(one.accepted_by_id for one in assignments)})
    departments = _departments(entries, assignments)
    words, photos = _words(case), _photos(case, entries)
    lines = tuple(
        Line(
            entry=entry,
            who=names.get(entry.by_user_id or 0, ""),
            office=_office(entry, departments),
            department=departments.get(entry.department_id or 0),
            words=words.get(entry.pk, {}),
            photos=tuple(photos.get(entry.pk, ())),
        )
        for entry in entries
    )
    return CaseFile(case, tuple(assignments), lines, names)


def _is_before(stage: str, other: str) -> bool:
    order = [str(each) for each in SEVEN_STAGES]
    return other not in order or order.index(stage) < order.index(other)


def _steps_for(assignment: Assignment, case: Case) -> list[Step]:
    return [step for step in ASSIGNMENT_STEPS if case.stage in step.stages and assignment.state in step.states]


def _names(user_ids: set[int | None]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=[key for key in user_ids if key]).values_list("pk", "name"))


def _departments(entries: Iterable[Entry], assignments: Iterable[Assignment]) -> dict[int, Department]:
    """The departments of the assignments, and of those who acted for another one (seldom: one more query)."""
    known = {one.department_id: one.department for one in assignments}
    named = {key for entry in entries for key in (entry.by_department_id, entry.department_id) if key}
    if others := named - set(known):
        known |= Department.objects.in_bulk(others)
    return known


def _office(entry: Entry, departments: Mapping[int, Department]) -> str:
    role = str(Role(entry.by_role).label) if entry.by_role in Role.values else ""
    department = departments.get(entry.by_department_id or 0)
    return department.label if department else role


def _words(case: Case) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for words in Words.objects.filter(case=case).order_by("id"):
        if words.text:
            found.setdefault(words.entry_id, {})[words.name] = words.text
    return found


def _photos(case: Case, entries: Iterable[Entry]) -> dict[int, list[Attachment]]:
    by_key = {entry.pk: entry for entry in entries}
    found: dict[int, list[Attachment]] = {}
    for photo in Attachment.objects.filter(case=case, erased_at=None).order_by("id"):
        photo.entry = by_key[photo.entry_id]
        found.setdefault(photo.entry_id, []).append(photo)
    return found
