"""What waits for this person, late first; it refreshes itself."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangge.accounts.roles import Role
from wangge.cases.access import CASE_ROLES
from wangge.cases.models import Assignment, Case
from wangge.cases.queries import OWN_CLOCKS, QUEUE_CLOCKS, assigned_to_me, pressure, waits_for_me
from wangge.cases.workflow import Stage, State
from wangge.interfaces.desk.cases.rows import COLUMNS, of_assignments, of_cases
from wangge.interfaces.desk.cases.table import Table
from wangge.interfaces.desk.queue.bulk import DISPATCHERS
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.paging import Page, page_of
from wangge.kernel import clock
from wangge.kernel.ids import new_id

HOME_OF_ADMINISTRATORS = {
    Role.SYSTEM_ADMIN: "desk:users",
    Role.SECURITY_ADMIN: "desk:users",
    Role.AUDIT_ADMIN: "desk:signins",
}


@require_safe
@for_roles()
def show(request: SignedIn) -> HttpResponse:
    """The queue; administrators, who handle no cases, go to their own first page."""
    home = HOME_OF_ADMINISTRATORS.get(request.actor.role) if request.actor.role else None
    if home:
        return redirect(home)
    return TemplateResponse(request, "desk/queue/show.html", _context(request))


@never_cache
@require_safe
@for_roles(*CASE_ROLES)
def rows(request: SignedIn) -> HttpResponse:
    """The rows for a poll; 204 where nothing has changed."""
    waiting = assigned_to_me(request.actor) if _is_handler(request) else waits_for_me(request.actor)
    if pressure(waiting, clock.now()).stamp == request.GET.get("stamp"):
        return HttpResponse(status=204)
    return TemplateResponse(request, "desk/queue/rows.html", _context(request))


def _context(request: SignedIn) -> dict[str, object]:
    now, chosen = clock.now(), request.GET.get("clock", "")
    told = pressure(assigned_to_me(request.actor) if _is_handler(request) else waits_for_me(request.actor), now)
    page: Page[Assignment] | Page[Case]
    if _is_handler(request):
        page = assignments = _assignments(request, chosen, now)
        shown = of_assignments(assignments.rows, may_choose=State.SENT)
    else:
        page = cases = _cases(request, chosen, now)
        shown = of_cases(cases.rows, may_choose=Stage.FILE if request.actor.role in DISPATCHERS else None)
    return {
        "page": page,
        "rows": shown,
        "pressure": told,
        "clock": chosen,
        "table": Table(shown, COLUMNS, _here(request)),
        "is_handler": _is_handler(request),
        "key": new_id(),
    }


def _here(request: SignedIn) -> str:
    """The address of the page that a person sees, also when a poll asks for its rows."""
    query = request.GET.copy()
    query.pop("stamp", None)
    return f"{reverse('desk:queue')}?{query.urlencode()}" if query else reverse("desk:queue")


def _is_handler(request: SignedIn) -> bool:
    return request.actor.role == Role.HANDLER


def _cases(request: SignedIn, chosen: str, now: datetime) -> Page[Case]:
    waiting = waits_for_me(request.actor)
    if chosen in QUEUE_CLOCKS:
        waiting = waiting.filter(QUEUE_CLOCKS[chosen](now))
    return page_of(waiting, request, order="queue_at")


def _assignments(request: SignedIn, chosen: str, now: datetime) -> Page[Assignment]:
    waiting = assigned_to_me(request.actor).select_related("case")
    if chosen in OWN_CLOCKS:
        waiting = waiting.filter(OWN_CLOCKS[chosen](now))
    return page_of(waiting, request, order="due_at")
