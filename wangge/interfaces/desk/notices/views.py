"""The person's own notices, newest first; opening one marks it read and leads to its case."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from wangge.cases.workflow import STEPS
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock
from wangge.notices import actions
from wangge.notices.models import Notice
from wangge.notices.queries import seen_by, unread_count


@dataclass(frozen=True)
class Line:
    """One notice, and what happened in words."""

    notice: Notice
    what: str


@require_safe
@for_roles()
def show(request: SignedIn) -> HttpResponse:
    """Everything that this person was told."""
    page = page_of(seen_by(request.actor), request, order="-id")
    lines = [Line(notice, str(STEPS[notice.step]) if notice.step in STEPS else notice.step) for notice in page.rows]
    words = {"page": page, "lines": lines, "unread": unread_count(request.actor)}
    return TemplateResponse(request, "desk/notices/show.html", words)


@require_POST
@for_roles()
def open_one(request: SignedIn, pk: int) -> HttpResponse:
    """Mark one notice read and go to its case."""
    notice = get_object_or_404(seen_by(request.actor), pk=pk)
    actions.read(notice, by=request.actor, at=clock.now())
    return HttpResponseRedirect(reverse("desk:case", args=[notice.case_number]))


@require_POST
@for_roles()
def read_all(request: SignedIn) -> HttpResponse:
    """Mark all of them read."""
    count = actions.read_all(by=request.actor, at=clock.now())
    messages.success(
        request, ngettext("%(count)d 条消息已标为已读。", "%(count)d 条消息已标为已读。", count) % {"count": count}
    )
    return HttpResponseRedirect(reverse("desk:notices"))
