"""Who handles a matter, and which desk takes it first: read from the catalogue's rows.

The choosing is pure; `suggest`, `first_desk` and `stage_limit` ask the rows, of which the few that every case needs are
kept in memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self, TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from wangge.accounts.models import Department
from wangge.areas.places import AreaPath
from wangge.cases.deadlines import Limit
from wangge.cases.models.assignment import Part
from wangge.cases.models.case import DeskLevel, Source
from wangge.cases.models.catalogue import (
    Category,
    Dated,
    FilingCondition,
    FirstDesk,
    HandlerKind,
    Route,
    StageClock,
    StageLimit,
)
from wangge.cases.models.late_rule import LateRule
from wangge.cases.workflow import Stage
from wangge.kernel import clock
from wangge.kernel.kept import Kept

D = TypeVar("D", bound=Dated)

CLOCK_OF_STAGE = {
    Stage.COLLECT: StageClock.FILE,
    Stage.FILE: StageClock.DISPATCH,
    Stage.DISPATCH: StageClock.ACCEPT,
    Stage.FEEDBACK: StageClock.CHECK,
    Stage.CLOSE: StageClock.CLOSE,
}
"""Which limit a case stands under in which stage, beside its total one."""


@dataclass(frozen=True)
class Matter:
    """What is routed: a class of matters, and the condition under which it is filed where that is known."""

    category: Category
    condition: FilingCondition | None = None

    @classmethod
    def of(cls, subject: Category | FilingCondition) -> Self:
        """A category, or a condition with its category."""
        return cls(subject) if isinstance(subject, Category) else cls(subject.category, subject)


@dataclass(frozen=True)
class Suggestion:
    """A department that should handle a matter, as what, and why in one sentence."""

    department: Department
    part: Part
    reason: str


def suggest(subject: Category | FilingCondition, path: AreaPath, on: date | None = None) -> list[Suggestion]:
    """Who should handle this here: the lead first, then co-handlers. Empty where no route fits. One query."""
    matter = Matter.of(subject)
    return choose(matter, path, candidates(matter, path, on or clock.today()))


def candidates(matter: Matter, path: AreaPath, on: date) -> list[Route]:
    """Every route in force that fits the matter and the place."""
    category, condition = matter.category, matter.condition
    of_major = Q(version=category.version_id, kind=category.kind, major_code=category.major_code)
    return list(
        Route.objects.in_force(on)
        .filter(Q(category=None) | Q(category=category), Q(major_code="") | of_major)
        .filter(Q(version=None) | Q(version=category.version_id), Q(kind="") | Q(kind=category.kind))
        .filter(Q(condition_number=None) | Q(condition_number=condition.number if condition else 0))
        .filter(Q(handler_kind="") | Q(handler_kind=condition.handler_kind if condition else ""))
        .filter(Q(area=None) | Q(area__in=[place.id for place in path.places]), department__is_retired=False)
    )


def choose(matter: Matter, path: AreaPath, routes: Iterable[Route]) -> list[Suggestion]:
    """One lead, and each co-handler once, out of routes that fit: the most specific first. Pure."""
    ranked = sorted(routes, key=lambda route: _rank(route, path), reverse=True)
    lead = next((route for route in ranked if route.part == Part.LEAD), None)
    chosen = {lead.department_id: lead} if lead else {}
    for route in ranked:
        if route.part == Part.CO:
            chosen.setdefault(route.department_id, route)
    return [Suggestion(route.department, Part(route.part), reason(route, matter, path)) for route in chosen.values()]


def reason(route: Route, matter: Matter, path: AreaPath) -> str:
    """Why this route fits, in one sentence fit for the dispatcher."""
    names = {place.id: place.name for place in path.places}
    words = {
        "where": names.get(route.area_id or 0, _("全区")),
        "what": _what(route, matter),
        "who": route.department.label,
        "part": Part(route.part).label,
    }
    return _("%(where)s的%(what)s由%(who)s%(part)s") % words


def _what(route: Route, matter: Matter) -> str:
    category = matter.category
    if route.condition_number is not None and matter.condition is not None:
        return _("“%(label)s：%(text)s”") % {"label": category.minor_name, "text": matter.condition.text}
    if route.category_id:
        return f"“{category.minor_name}”"
    if route.major_code:
        return f"“{category.major_name}”"
    if route.handler_kind:
        return _("%(kind)s类事项") % {"kind": HandlerKind(route.handler_kind).label}
    return _("其他事项")


def _rank(route: Route, path: AreaPath) -> tuple[int, int, int, date, int]:
    """Of matter first, then of area, then by priority; the newer row breaks a tie."""
    depth = {place.id: place.level.depth + 1 for place in path.places}
    return (_closeness(route), depth.get(route.area_id or 0, 0), route.priority, route.from_on, route.pk or 0)


def _closeness(route: Route) -> int:
    criteria = (
        route.condition_number is not None,
        route.category_id is not None,
        bool(route.major_code),
        bool(route.handler_kind),
        bool(route.version_id or route.kind),
    )
    return max((len(criteria) - place for place, is_set in enumerate(criteria) if is_set), default=0)


def first_desk(source: str, category: Category | None, on: date | None = None) -> DeskLevel:
    """The desk that takes a matter first. Never a community's where the power of law is needed."""
    return choose_desk(source, category, _in_force(rules.value().first_desks, on))


def choose_desk(source: str, category: Category | None, rows: Iterable[FirstDesk]) -> DeskLevel:
    """The level named by the most specific row that fits; without one, by the defaults. Pure."""
    fitting = [row for row in rows if _desk_fits(row, source, category)]
    best = max(fitting, key=_desk_rank, default=None)
    level = DeskLevel(best.level) if best else _usual_desk(source)
    is_law = category is not None and category.is_enforcement
    return DeskLevel.STREET if is_law and level == DeskLevel.COMMUNITY else level


def _desk_fits(row: FirstDesk, source: str, category: Category | None) -> bool:
    return (
        row.source in ("", source)
        and row.category_id in (None, category.pk if category else None)
        and row.is_enforcement in (None, bool(category and category.is_enforcement))
        and row.is_service in (None, bool(category and category.is_service))
    )


def _desk_rank(row: FirstDesk) -> tuple[bool, bool, bool, bool, int]:
    kinds = (row.is_enforcement is not None, row.is_service is not None)
    return (row.category_id is not None, *kinds, bool(row.source), row.priority)


def _usual_desk(source: str) -> DeskLevel:
    return DeskLevel.COMMUNITY if source == Source.WORKER else DeskLevel.DISTRICT


def lowest_desk(area_code: str) -> DeskLevel:
    """The lowest desk that can have a case: no lower than its place is known."""
    return {6: DeskLevel.DISTRICT, 9: DeskLevel.STREET}.get(len(area_code), DeskLevel.COMMUNITY)


def stage_limit(stage: StageClock, level: str = "", on: date | None = None) -> Limit | None:
    """The limit of a stage at a desk's level, or at any; None where the town has set none."""
    rows = [row for row in _in_force(rules.value().stage_limits, on) if row.stage == stage]
    best = next((row for row in rows if row.level == level), None) or next((row for row in rows if not row.level), None)
    return Limit.of(best) if best else None


def late_rule(stage: StageClock, level: str, on: date) -> LateRule | None:
    """What follows when a stage is late at a desk of this level; None where the town has said nothing."""
    rows = [row for row in _in_force(rules.value().late_rules, on) if row.stage == stage]
    return next((row for row in rows if row.level == level), None) or next((row for row in rows if not row.level), None)


@dataclass(frozen=True)
class Rules:
    """The rows that every case needs: few, and kept in memory."""

    first_desks: tuple[FirstDesk, ...]
    stage_limits: tuple[StageLimit, ...]
    late_rules: tuple[LateRule, ...]

    @classmethod
    def from_rows(cls) -> Self:
        """As the rows stand, past and future ones included."""
        return cls(tuple(FirstDesk.objects.all()), tuple(StageLimit.objects.all()), tuple(LateRule.objects.all()))


def _in_force(rows: Iterable[D], on: date | None) -> list[D]:
    day = on or clock.today()
    return [row for row in rows if row.is_in_force(day)]


rules = Kept("catalogue", Rules.from_rows)
