"""What a handler's department has at hand and has done this month; each number leads to its list."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wangge.accounts.roles import Role
from wangge.cases.queries import numbers_of_department, of_department
from wangge.cases.workflow import State
from wangge.interfaces.desk.cases.rows import COLUMNS, of_assignments
from wangge.interfaces.desk.cases.table import Table
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock
from wangge.kernel.ids import new_id

AT_HAND: dict[str, str | Promise] = {
    "sent": _("待签收"),
    "accepted": _("处置中"),
    "suspended": _("挂账中"),
    "asked": _("等平台答复"),
    "appeals": _("申诉中"),
}
THIS_MONTH: dict[str, str | Promise] = {
    "done": _("本月已办"),
    "on_time": _("本月按时"),
    "was_late": _("本月超时"),
}
LABELS = AT_HAND | THIS_MONTH


@dataclass(frozen=True)
class Tile:
    """One number, its words, and whether its list is shown."""

    kind: str
    label: str | Promise
    number: int
    is_here: bool
    tone: str = ""


@require_safe
@for_roles(Role.HANDLER)
def show(request: SignedIn) -> HttpResponse:
    """One part of the department's work as a list."""
    month = clock.today().replace(day=1)
    kind = request.GET.get("kind", "")
    kind = kind if kind in LABELS else "sent"
    numbers = numbers_of_department(request.actor, month)
    work = of_department(request.actor, kind, month).select_related("case")
    page = page_of(work, request, order="-done_at" if kind in THIS_MONTH else "due_at")
    rows = of_assignments(page.rows, may_choose=State.SENT)
    context = {
        "page": page,
        "rows": rows,
        "tiles": [[_tile(each, numbers, kind) for each in group] for group in (AT_HAND, THIS_MONTH)],
        "rate": _rate(numbers),
        "month": month,
        "title": LABELS[kind],
        "table": Table(rows, COLUMNS, request.get_full_path()),
        "key": new_id(),
    }
    return TemplateResponse(request, "desk/department/show.html", context)


def _tile(kind: str, numbers: dict[str, int], shown: str) -> Tile:
    tone = "late" if kind == "was_late" and numbers[kind] else ""
    return Tile(kind, LABELS[kind], numbers[kind], kind == shown, tone)


def _rate(numbers: dict[str, int]) -> float | None:
    """Per cent done in time this month; None where nothing was done."""
    return 100 * numbers["on_time"] / numbers["done"] if numbers["done"] else None
