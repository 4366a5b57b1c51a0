"""What waits for this person, late first; it refreshes itself, and a handler signs for several at once."""

from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.roles import Role
from wangge.cases.access import CASE_ROLES
from wangge.cases.models import Assignment, Case
from wangge.cases.queries import assigned_to_me, stamp_of_queue, waits_for_me
from wangge.cases.stages.handle import accept
from wangge.cases.visit import Visit
from wangge.cases.workflow import State
from wangge.interfaces.desk.cases.rows import of_assignments, of_cases
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.paging import Page, page_of
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused

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
    if str(stamp_of_queue(request.actor)) == request.GET.get("stamp"):
        return HttpResponse(status=204)
    return TemplateResponse(request, "desk/queue/rows.html", _context(request))


@require_POST
@for_roles(Role.HANDLER)
def accept_many(request: SignedIn) -> HttpResponseRedirect:
    """Sign for every chosen assignment; each stands for itself, and what is refused says why."""
    key, now, done = UUID(request.POST.get("key", "")), clock.now(), 0
    chosen = assigned_to_me(request.actor).filter(pk__in=request.POST.getlist("row")).select_related("case")
    for assignment in chosen:
        try:
            accept(assignment, Visit(request.actor, now, uuid5(key, str(assignment.pk))))
            done += 1
        except Refused as refused:
            messages.error(request, f"{assignment.case.number}：{refused}")
    if done:
        messages.success(request, _("已签收 %(count)d 件。") % {"count": done})
    return redirect("desk:queue")


def _context(request: SignedIn) -> dict[str, object]:
    page: Page[Assignment] | Page[Case]
    if request.actor.role == Role.HANDLER:
        assignments = page = _assignments(request)
        shown = of_assignments(assignments.rows)
    else:
        cases = page = _cases(request)
        shown = of_cases(cases.rows)
    return {
        "page": page,
        "rows": shown,
        "late": sum(row.is_late for row in shown),
        "stamp": stamp_of_queue(request.actor),
        "can_accept": any(row.assignment.state == State.SENT for row in shown if row.assignment),
        "key": new_id(),
    }


def _cases(request: SignedIn) -> Page[Case]:
    waiting = waits_for_me(request.actor).select_related("lead_department", "category")
    return page_of(waiting, request, order="queue_at")


def _assignments(request: SignedIn) -> Page[Assignment]:
    waiting = assigned_to_me(request.actor).select_related("case", "department")
    return page_of(waiting, request, order="due_at")
