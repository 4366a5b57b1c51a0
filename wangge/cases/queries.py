"""The lists that people look at: what waits for them, and all cases by filters; every list one indexed query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr, TruncDate
from django.utils import timezone

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
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
from wangge.cases.models import OPEN, Appeal, Assignment, Case, Entry
from wangge.cases.workflow import Ask, Stage, State
from wangge.kernel.scope import code_range

BUSY = (State.SENT, State.ACCEPTED, State.SUSPENDED)
JUDGED = Q(stage__in=(Stage.EVALUATE, Stage.ENDED))
MOST_COUNTED = 1000
SOON = timedelta(hours=4)
SHORTEST_WORDS = 2
NUMBER_LENGTH = 6

DISTRICT_WORK: dict[Role, tuple[Q, ...]] = {
    Role.OPERATOR: (
        Q(stage__in=(Stage.COLLECT, Stage.FEEDBACK)),
        Q(stage=Stage.CLOSE) & (Q(is_check_passed=None) | Q(is_check_passed=False)),
    ),
    Role.DUTY_OFFICER: (Q(stage__in=(Stage.COLLECT, Stage.CLOSE, Stage.EVALUATE, Stage.ENDED)), Q(ask=Ask.VOID)),
    Role.DISPATCHER: (Q(stage__in=(Stage.FILE, Stage.DISPATCH, Stage.HANDLE, Stage.EVALUATE, Stage.ENDED)),),
}
"""The parts of each role's work at the district's desk; one index serves each part."""


@dataclass(frozen=True)
class Pressure:
    """A queue in numbers: how many wait (at most MOST_COUNTED + 1), late, due today, and the last step heard of."""

    count: int
    late: int
    today: int
    last: datetime | None

    @property
    def stamp(self) -> str:
        """What a poll compares."""
        return f"{self.count}-{self.late}-{self.last.timestamp() if self.last else 0}"


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


def pressure(rows: QuerySet[Case] | QuerySet[Assignment], now: datetime) -> Pressure:
    """The numbers of a queue, asked of its first thousand. One query."""
    is_case = rows.model is Case
    late, today = (QUEUE_CLOCKS if is_case else OWN_CLOCKS).values()
    first = rows.order_by("queue_at" if is_case else "due_at")[: MOST_COUNTED + 1]
    told = first.aggregate(
        n=Count("pk"),
        late=Count("pk", filter=late(now)),
        today=Count("pk", filter=today(now)),
        last=Max("last_entry_at" if is_case else "case__last_entry_at"),
    )
    return Pressure(told["n"], told["late"], told["today"], told["last"])


def _desk_work(role: Role) -> Q:
    """An OR of plain ANDs: the planner takes one index for each."""
    level = DESK_LEVEL[role]
    parts = [Q(needs_desk=True, desk_level=level) & part for part in DISTRICT_WORK.get(role, (Q(),))]
    below = [lower for lower in LEVELS if LEVELS.index(lower) < LEVELS.index(level)]
    if role in UPPER_ROLES and below:
        parts.append(Q(needs_upper=True, desk_level__in=below))
    return reduce(or_, parts)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; empty values narrow nothing. `area` is a code within the person's own, `handler` a
    part of a department's name, `department` its path; `since` and `until` are days of the moment that `dated` names;
    `worked_by` is a user who took a step; `reporter` is the blind index of a reporter's phone, never the number."""

    text: str = ""
    area: str = ""
    stage: str = ""
    clock: str = ""
    source: str = ""
    major: str = ""
    level: str = ""
    department: str = ""
    handler: str = ""
    mark: str = ""
    dated: str = ""
    since: date | None = None
    until: date | None = None
    worked_by: int | None = None
    reporter: str = ""

    def apply(self, cases: QuerySet[Case], now: datetime) -> QuerySet[Case]:
        """The cases that fit."""
        cases = self._by_days(self._by_handler(self._by_columns(cases)))
        if self.text:
            cases = _by_text(cases, self.text)
        if self.reporter:
            cases = cases.filter(reporter__phone_index=self.reporter)
        if self.worked_by:
            cases = cases.filter(pk__in=Entry.objects.filter(by_user_id=self.worked_by).values("case_id"))
        if self.clock in CLOCKS:
            cases = cases.filter(CLOCKS[self.clock](now))
        return cases.filter(MARKS[self.mark]) if self.mark in MARKS else cases

    def _by_columns(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        given = {"source": self.source, "desk_level": self.level, "category__major_name": self.major}
        cases = cases.filter(**{name: value for name, value in given.items() if value})
        if self.area:
            lo, hi = code_range(self.area)
            cases = cases.filter(area_code__gte=lo, area_code__lt=hi)
        return cases.filter(OPEN) if self.stage == "open" else cases.filter(stage=self.stage) if self.stage else cases

    def _by_handler(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        if self.department:
            lo, hi = code_range(self.department)
            cases = cases.filter(lead_department__path__gte=lo, lead_department__path__lt=hi)
        if self.handler:
            named = Q(name__contains=self.handler) | Q(short_name__contains=self.handler)
            cases = cases.filter(lead_department__in=Department.objects.filter(named).values("pk"))
        return cases

    def _by_days(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        column = DATES.get(self.dated, "collected_at")
        if self.since:
            start = _midnight(self.since)
            cases = cases.filter(**{f"{column}__gte": start})
            if column != "collected_at":  # nothing is heard of before it happens, so this index serves
                cases = cases.filter(last_entry_at__gte=start)
        if self.until:
            cases = cases.filter(**{f"{column}__lt": _midnight(self.until + timedelta(days=1))})
        return cases


Moment = Callable[[datetime], Q]
CLOCKS: dict[str, Moment] = {
    "late": lambda now: OPEN & (Q(due_at__lte=now, answered_at=None) | Q(stage_due_at__lte=now)),
    "soon": lambda now: (
        OPEN
        & Q(due_at__gt=now, due_at__lte=now + SOON, answered_at=None)
        & (Q(stage_due_at=None) | Q(stage_due_at__gt=now))
    ),
    "ok": lambda now: OPEN & (Q(due_at=None) | Q(due_at__gt=now + SOON)),
    "was_late": lambda now: Q(late_at__isnull=False),
}
QUEUE_CLOCKS: dict[str, Moment] = {
    "late": CLOCKS["late"],
    "today": lambda now: (
        OPEN
        & (Q(stage_due_at=None) | Q(stage_due_at__gt=now))
        & (Q(due_at=None) | Q(due_at__gt=now) | Q(answered_at__isnull=False))
        & (Q(stage_due_at__lt=_end_of(now)) | Q(due_at__lt=_end_of(now), answered_at=None))
    ),
}
"""By the running limit that ends first, as a row shows it; what is closed or answered late was late, it is not late."""
OWN_CLOCKS: dict[str, Moment] = {
    "late": lambda now: Q(due_at__lte=now, paused_at=None),
    "today": lambda now: Q(due_at__gt=now, due_at__lt=_end_of(now), paused_at=None),
}
DATES = {
    "collect": "collected_at",
    "file": "filed_at",
    "dispatch": "dispatched_at",
    "handle": "handled_at",
    "feedback": "answered_at",
    "evaluate": "closed_at",
    "ended": "ended_at",
}
"""When a case came into a stage, by the stage."""
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


def _end_of(now: datetime) -> datetime:
    return _midnight(timezone.localdate(now) + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


ORDERS = {"-collected": "-collected_at", "collected": "collected_at", "due": "due_at", "-due": "-due_at"}
NEWEST = "-collected"


def sortable(cases: QuerySet[Case], order: str) -> QuerySet[Case]:
    """The cases that have the column which they are sorted by."""
    return cases.filter(due_at__isnull=False) if order.endswith("due") else cases


# --- what is counted ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """Open cases of one stage and one part of an area: all, late, soon due."""

    stage: str
    area: str
    count: int
    late: int
    soon: int


def open_tallies(cases: QuerySet[Case], code_length: int, now: datetime) -> list[Tally]:
    """The open cases by stage and by the first `code_length` signs of their area's code. One query."""
    rows = (
        cases.filter(OPEN)
        .values("stage", part=Substr("area_code", 1, code_length))
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=CLOCKS["late"](now)),
            soon=Count("pk", filter=CLOCKS["soon"](now)),
        )
        .order_by("part", "stage")
    )
    return [Tally(row["stage"], row["part"], row["n"], row["late"], row["soon"]) for row in rows]


def moved_since(cases: QuerySet[Case], day: date) -> dict[str, int]:
    """How many cases came into each stage since the beginning of a day. One query."""
    start = _midnight(day)
    counts = {stage: Count("pk", filter=Q(**{f"{column}__gte": start})) for stage, column in DATES.items()}
    told: dict[str, int] = cases.filter(last_entry_at__gte=start).aggregate(**counts)
    return told


def by_day(cases: QuerySet[Case], column: str, since: date, code_length: int) -> dict[tuple[date, str], int]:
    """How many cases by day of a moment, and by part of the area, since a day. One query."""
    start = _midnight(since)
    rows = (
        cases.filter(**{f"{column}__gte": start}, last_entry_at__gte=start)
        .values(day=TruncDate(column), part=Substr("area_code", 1, code_length))
        .annotate(n=Count("pk"))
        .order_by("day", "part")
    )
    return {(row["day"], row["part"]): row["n"] for row in rows}


def under_supervision(actor: Actor, kind: str, now: datetime) -> QuerySet[Case]:
    """Open cases that are supervised or late, or closed ones with an appeal that waits."""
    cases = seen_by(actor)
    if kind == "appeals":
        return cases.filter(JUDGED, needs_desk=True)
    return cases.filter(Q(is_supervised=True) & OPEN if kind == "supervised" else CLOCKS["late"](now))


def late_by_stage(actor: Actor, now: datetime) -> dict[str, tuple[int, int]]:
    """By stage: how many open cases are late, and how many are supervised. One query."""
    rows = (
        seen_by(actor)
        .filter(OPEN)
        .values("stage")
        .annotate(late=Count("pk", filter=CLOCKS["late"](now)), supervised=Count("pk", filter=Q(is_supervised=True)))
    )
    return {row["stage"]: (row["late"], row["supervised"]) for row in rows}


def appeals_waiting(actor: Actor) -> int:
    """How many appeals wait for a review or a decision. One query."""
    return seen_by(actor).filter(JUDGED, needs_desk=True)[: MOST_COUNTED + 1].count()


IN_TIME: Q = Q(done_at__lte=F("due_at"), late_at=None) | Q(excused_at__isnull=False)
OF_DEPARTMENT: dict[str, Callable[[date], Q]] = {
    "sent": lambda day: Q(state=State.SENT),
    "accepted": lambda day: Q(state=State.ACCEPTED),
    "suspended": lambda day: Q(state=State.SUSPENDED),
    "asked": lambda day: Q(state__in=BUSY) & ~Q(ask=""),
    "done": lambda day: Q(done_at__gte=_midnight(day)),
    "on_time": lambda day: Q(done_at__gte=_midnight(day)) & IN_TIME,
    "was_late": lambda day: Q(done_at__gte=_midnight(day)) & ~IN_TIME,
    "appeals": lambda day: Q(appeal__in=(Appeal.ASKED, Appeal.REVIEWED), done_at__isnull=False),
}
"""The parts of a department's work; the day is the first of the month."""


def of_department(actor: Actor, kind: str, month: date) -> QuerySet[Assignment]:
    """One part of what a handler's department has to do or has done this month."""
    rows = assignments_seen_by(actor) if actor.role == Role.HANDLER else Assignment.objects.none()
    return rows.filter(OF_DEPARTMENT[kind](month))


def numbers_of_department(actor: Actor, month: date) -> dict[str, int]:
    """The count of every part. One query over what is busy or was done this month."""
    parts = {kind: Count("pk", filter=part(month)) for kind, part in OF_DEPARTMENT.items()}
    at_hand = Q(state__in=BUSY) | Q(done_at__gte=_midnight(month)) | OF_DEPARTMENT["appeals"](month)
    told: dict[str, int] = assignments_seen_by(actor).filter(at_hand).aggregate(**parts)
    return told
