"""Supervised cases, late ones by stage, appeals that wait."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wangge.accounts.roles import DESKS, Role
from wangge.cases.queries import appeals_waiting, late_by_stage, under_supervision
from wangge.cases.workflow import Stage
from wangge.interfaces.desk.cases.rows import COLUMNS, of_cases
from wangge.interfaces.desk.cases.table import Table
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock

KINDS = ("supervised", "late", "appeals")


@dataclass(frozen=True)
class Tab:
    """One part of the list with its number."""

    query: str
    label: str
    number: int
    is_here: bool


@require_safe
@for_roles(*sorted(DESKS), Role.LEADER, Role.ASSESSOR)
def show(request: SignedIn) -> HttpResponse:
    """One part of what is watched, the longest waiting first."""
    now, kind = clock.now(), _kind(request)
    stage = request.GET.get("stage", "") if kind == "late" else ""
    told = late_by_stage(request.actor, now)
    cases = under_supervision(request.actor, kind, now)
    page = page_of(cases.filter(stage=stage) if stage else cases, request, order="collected_at")
    rows = of_cases(page.rows)
    context = {
        "page": page,
        "rows": rows,
        "table": Table(rows, COLUMNS, request.get_full_path()),
        "tabs": _tabs(kind, stage, told, appeals_waiting(request.actor)),
        "kind": kind,
    }
    return TemplateResponse(request, "desk/supervision/list.html", context)


def _kind(request: SignedIn) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in KINDS else "supervised"


def _tabs(kind: str, stage: str, told: dict[str, tuple[int, int]], appeals: int) -> list[Tab]:
    late = sum(numbers[0] for numbers in told.values())
    supervised = sum(numbers[1] for numbers in told.values())
    by_stage = [
        Tab(f"?kind=late&stage={each}", f"{_('超时')} · {each.label}", told[each][0], stage == each)
        for each in Stage
        if told.get(each, (0, 0))[0]
    ]
    return [
        Tab("?kind=supervised", _("督办中"), supervised, kind == "supervised"),
        Tab("?kind=appeals", _("申诉待审"), appeals, kind == "appeals"),
        Tab("?kind=late", _("超时"), late, kind == "late" and not stage),
        *by_stage,
    ]
