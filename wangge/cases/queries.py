"""The lists that people look at: what waits for them, and all cases by filters; every list one indexed query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.cases.access import (
    DESK_LEVEL,
    DESK_POWERS,
    LEVELS,
    SUPERVISING_ROLES,
    UPPER_ROLES,
    WORKER_ROLES,
    assignments_seen_by,
    seen_by,
)
from wangge.cases.models import Assignment, Case
from wangge.cases.workflow import FINAL_STAGES, Ask, Stage, State
from wangge.kernel.scope import code_range

BUSY = (State.SENT, State.ACCEPTED, State.SUSPENDED)
CLOSED = (Stage.EVALUATE, *sorted(FINAL_STAGES))
OPEN = ~Q(stage__in=CLOSED)
JUDGED = Q(stage__in=(Stage.EVALUATE, Stage.ENDED))
MOST_COUNTED = 1000
SOON = timedelta(hours=4)
SHORTEST_WORDS = 2
NUMBER_LENGTH = 6

DISTRICT_WORK: dict[Role, Q] = {
    Role.OPERATOR: Q(stage__in=(Stage.COLLECT, Stage.FEEDBACK)) | Q(stage=Stage.CLOSE, is_check_passed=None)
    | Q(stage=Stage.CLOSE, is_check_passed=False),
    Role.DUTY_OFFICER: Q(stage__in=(Stage.COLLECT, Stage.CLOSE)) | Q(ask=Ask.VOID) | JUDGED,
    Role.DISPATCHER: Q(stage__in=(Stage.FILE, Stage.DISPATCH, Stage.HANDLE)) | JUDGED,
}  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """Whether a queue has changed: how many wait, and when the last step was heard of."""

    count: int
    last: datetime | None

    def __str__(self) -> str:
        return f"{self.count}-{self.last.timestamp() if self.last else 0}"


def waits_for_me(actor: Actor) -> QuerySet[Case]:
    """The cases that wait for this person's role, in the order of the queue (`queue_at`, then id)."""
    if actor.role in WORKER_ROLES:
        return seen_by(actor).filter(needs_worker=True)
    if actor.role in SUPERVISING_ROLES:
        return seen_by(actor).filter(Q(is_supervised=True) & OPEN | Q(needs_desk=True) & JUDGED)
    if actor.role in DESK_POWERS:
        return seen_by(actor).filter(_desk_work(actor.role))
    return Case.objects.none()


def assigned_to_me(actor: Actor) -> QuerySet[Assignment]:
    """The assignments that a handler's department still owes, with their cases."""
    if actor.role != Role.HANDLER:
        return Assignment.objects.none()
    return assignments_seen_by(actor).filter(state__in=BUSY)


def count_of_queue(actor: Actor) -> int:
    """How many wait, at most MOST_COUNTED + 1. One query."""
    rows = assigned_to_me(actor) if actor.role == Role.HANDLER else waits_for_me(actor)
    return rows[: MOST_COUNTED + 1].count()


def stamp_of_queue(actor: Actor) -> Stamp:
    """What a poll compares. One query."""
    rows: QuerySet[Any] = assigned_to_me(actor) if actor.role == Role.HANDLER else waits_for_me(actor)
    heard = "case__last_entry_at" if actor.role == Role.HANDLER else "last_entry_at"
    counted = rows.annotate(heard_at=F(heard)).values("heard_at")[: MOST_COUNTED + 1]
    told = counted.aggregate(last=Max("heard_at"), count=Count("*"))
    return Stamp(told["count"], told["last"])


def _desk_work(role: Role) -> Q:
    level = DESK_LEVEL[role]
    own = Q(needs_desk=True, desk_level=level) & DISTRICT_WORK.get(role, Q())
    below = [lower for lower in LEVELS if LEVELS.index(lower) < LEVELS.index(level)]
    return own | Q(needs_upper=True, desk_level__in=below) if role in UPPER_ROLES and below else own


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; empty values narrow nothing. `area` is a code within the person's own."""

    text: str = ""
    area: str = ""
    stage: str = ""
    clock: str = ""
    source: str = ""
    major: str = ""
    level: str = ""
    department: str = ""
    mark: str = ""
    since: date | None = None
    until: date | None = None

    def apply(self, cases: QuerySet[Case], now: datetime) -> QuerySet[Case]:
        """The cases that fit."""
        cases = self._by_columns(cases)
        if self.text:
            cases = _by_text(cases, self.text)
        if self.clock in CLOCKS:
            cases = cases.filter(CLOCKS[self.clock](now))
        return cases.filter(MARKS[self.mark]) if self.mark in MARKS else cases

    def _by_columns(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        if self.area:
            lo, hi = code_range(self.area)
            cases = cases.filter(area_code__gte=lo, area_code__lt=hi)
        given = {
            "source": self.source,
            "desk_level": self.level,
            "category__major_name": self.major,
            "collected_at__gte": self.since and _midnight(self.since),
            "collected_at__lt": self.until and _midnight(self.until + timedelta(days=1)),
        }
        cases = cases.filter(**{name: value for name, value in given.items() if value})
        if self.department:
            lo, hi = code_range(self.department)
            cases = cases.filter(lead_department__path__gte=lo, lead_department__path__lt=hi)
        return cases.filter(OPEN) if self.stage == "open" else cases.filter(stage=self.stage) if self.stage else cases


CLOCKS: dict[str, Callable[[datetime], Q]] = {
    "late": lambda now: OPEN & (Q(due_at__lte=now, answered_at=None) | Q(stage_due_at__lte=now)),
    "soon": lambda now: OPEN & Q(due_at__gt=now, due_at__lte=now + SOON, answered_at=None),
    "ok": lambda now: OPEN & (Q(due_at=None) | Q(due_at__gt=now + SOON)),
    "was_late": lambda now: Q(late_at__isnull=False),
}
MARKS: dict[str, Q] = {
    "supervised": Q(is_supervised=True),
    "joint": Q(is_joint=True),
    "urgent": Q(is_urgent=True),
    "reworked": Q(rework_count__gt=0),
    "reopened": Q(reopen_count__gt=0),
    "urged": Q(urge_count__gt=0),
}


def _by_text(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """By the beginning or the end of the number, or by two signs or more of title and place."""
    words = text.strip()
    if words.isdigit() and len(words) >= NUMBER_LENGTH:
        return cases.filter(number__gte=words, number__lt=words + ":")
    if len(words) < SHORTEST_WORDS:
        return cases.none()
    return cases.filter(pk__in=RawSQL("SELECT cases_found(%s)", [words]))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


ORDERS = {"-collected": "-collected_at", "collected": "collected_at", "due": "due_at", "-due": "-due_at"}
NEWEST = "-collected"


def sortable(cases: QuerySet[Case], order: str) -> QuerySet[Case]:
    """The cases that have the column which they are sorted by."""
    return cases.filter(due_at__isnull=False) if order.endswith("due") else cases
