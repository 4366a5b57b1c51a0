"""What a worker was told; opening one marks it read and leads to its case."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from wangge.cases import own
from wangge.cases.access import seen_by
from wangge.cases.workflow import STEPS
from wangge.interfaces.field.doors import worker
from wangge.interfaces.shared.access import SignedIn
from wangge.interfaces.shared.cases.icons import of_step
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock
from wangge.notices import actions
from wangge.notices import queries as notices

PAGE = 30


@worker
@require_safe
def news(request: SignedIn) -> HttpResponse:
    """The newest first, unread ones marked."""
    page = page_of(notices.seen_by(request.actor), request, order="-id", size=PAGE)
    lines = [(one, str(STEPS[one.step]) if one.step in STEPS else one.step, of_step(one.step)) for one in page.rows]
    context = {"page": page, "lines": lines, "unread": notices.unread_count(request.actor)}
    return TemplateResponse(request, "field/news.html", context)


@require_POST
@worker
def open_one(request: SignedIn, pk: int) -> HttpResponse:
    """Mark one notice read and go to its case; to a case that has gone elsewhere there is no way."""
    notice = get_object_or_404(notices.seen_by(request.actor), pk=pk)
    actions.read(notice, by=request.actor, at=clock.now())
    case_id = seen_by(request.actor).filter(number=notice.case_number).values_list("pk", flat=True).first()
    if case_id is None:
        found = own.find_elsewhere(number=notice.case_number)
        case_id = found.case_id if found else None
    if case_id is None:
        messages.info(request, _("这件事已转到别的网格，您这里看不到了。"))
        return HttpResponseRedirect(reverse("field:news"))
    return HttpResponseRedirect(reverse("field:case", args=[case_id]))


@require_POST
@worker
def read_all(request: SignedIn) -> HttpResponse:
    """Mark all of them read."""
    count = actions.read_all(by=request.actor, at=clock.now())
    words = ngettext("%(count)d 条消息已标为已读。", "%(count)d 条消息已标为已读。", count)
    messages.success(request, words % {"count": count})
    return HttpResponseRedirect(reverse("field:news"))
