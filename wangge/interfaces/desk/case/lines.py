"""What stands in the choosers of a case: conditions, departments, areas and cases, as lines that a person can read."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
from wangge.areas import queries as areas
from wangge.areas.levels import Level
from wangge.areas.models import Area
from wangge.areas.places import Place
from wangge.cases import choosing
from wangge.cases.choosing import Near
from wangge.cases.deadlines import Limit
from wangge.cases.models import Assignment, Case, Part
from wangge.cases.routing import Suggestion
from wangge.interfaces.shared.cases.choosing import Choice, number_in
from wangge.interfaces.shared.components import times
from wangge.kernel import clock
from wangge.kernel.refused import Refused

MOST_AREAS = 30


def limit_of(assignment: Assignment | None) -> Limit | None:
    """The limit of an assignment."""
    return Limit.of(assignment) if assignment else None


def fill_cases(widget: Any, words: str, case: Case, actor: Actor) -> None:
    """The case of the number typed, then the cases nearby."""
    widget.words, widget.query = words if words.isdigit() else "", f"&number={case.number}"
    named = list(choosing.mergeable(case, actor).filter(number=words)) if words else []
    known = {one.pk for one in named}
    nearby = [one for one in choosing.near_case(case, actor) if one.case.pk not in known]
    widget.lines = [*map(case_line, named), *map(near_line, nearby)]


def case_line(case: Case) -> Choice:
    """A case by its number."""
    now = clock.now()
    words = {"when": times.relative(case.collected_at, now), "stage": case.get_stage_display()}
    return Choice(
        case.number, f"{case.title} · {case.place}", "", f"{case.number} · " + _("%(when)s · %(stage)s") % words
    )


def near_line(near: Near) -> Choice:
    """A case nearby with its distance."""
    line = case_line(near.case)
    beside = _("相距 %(metres)s 米") % {"metres": near.metres}
    return Choice(line.value, line.title, beside, line.below, is_suggested=near.is_same)


def areas_within(actor: Actor) -> QuerySet[Area]:
    """The areas in which this person may say that something is."""
    return areas.current().filter(code__gte=actor.area_code, code__lt=actor.area_code + "~")


def fill_areas(widget: Any, words: str, chosen: object, actor: Actor) -> None:
    """The areas found by words, and the chosen one."""
    widget.words = words
    found = list(areas.search(words, within=actor.area_code)[:MOST_AREAS]) if words else []
    if chosen and str(chosen) not in [str(one.pk) for one in found]:
        found = [*areas_within(actor).filter(pk=number_in(chosen)), *found]
    widget.lines = [Choice(str(one.pk), one.name, one.get_level_display(), str(areas.path_of(one.pk))) for one in found]


def area_of(position: tuple[float, float] | None, chosen: Area | None, actor: Actor) -> Place:
    """The smallest area that holds the point, or the area chosen. Refused outside of the person's own ground."""
    if position is None:
        if chosen is None:
            raise Refused(_("请在地图上选点，或选一个区域。"), field="area")
        return Place(chosen.pk, chosen.code or "", chosen.name, Level(chosen.level))
    path = areas.locate(*position)
    if path is None:
        raise Refused(_("这一点不在任何已划定的区域内，请重新选点。"), field="position")
    if not path.code.startswith(actor.area_code):
        raise Refused(_("这一点在%(path)s，不在您的辖区。") % {"path": path}, field="position")
    return path.deepest


def grouped(handlers: Sequence[Department], suggestions: Sequence[Suggestion]) -> list[Any]:
    """The departments for a select box: suggested ones, then by level."""
    names = {6: _("区级部门"), 9: _("街道"), 12: _("社区")}
    known = {one.pk for one in handlers}
    suggested = [one.department for one in suggestions if one.part == Part.LEAD and one.department.pk in known]
    groups = [(_("建议"), suggested)]
    groups += [(name, [one for one in handlers if len(one.area_code) == length]) for length, name in names.items()]
    chosen = [(name, [(one.pk, _indented(one)) for one in found]) for name, found in groups if found]
    return [("", _("请选择")), *chosen]


def suggested_first(handlers: Sequence[Department], suggestions: Sequence[Suggestion]) -> list[Department]:
    """All of them, the suggested co-handlers first."""
    wanted = {one.department.pk for one in suggestions if one.part == Part.CO}
    return sorted(handlers, key=lambda one: one.pk not in wanted)


def why(suggestions: Sequence[Suggestion]) -> str:
    """Why these are suggested, in one sentence each."""
    if not suggestions:
        return _("没有适用的派遣规则，请人工选择。")
    return _("建议依据：%(reasons)s。") % {"reasons": _("；").join(one.reason for one in suggestions)}


def _indented(department: Department) -> str:
    return "　" * (department.level - 1) + department.name
