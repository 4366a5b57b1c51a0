"""What became of one's own reports, in the own grid and outside of it."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from wangge.areas import queries as areas
from wangge.cases import own
from wangge.cases.access import seen_by
from wangge.cases.models import OPEN
from wangge.interfaces.field.doors import worker
from wangge.interfaces.field.today import first_photos
from wangge.interfaces.shared.access import SignedIn
from wangge.interfaces.shared.paging import page_of

PAGE = 20


@worker
@require_safe
def mine(request: SignedIn) -> HttpResponse:
    """One's own reports, the newest first: all, those still open, or those from elsewhere."""
    show = request.GET.get("show", "")
    context: dict[str, object] = {"show": show}
    if show == "elsewhere":
        context["elsewhere"] = [(one, areas.path_of(one.area_id)) for one in own.reported_elsewhere()]
        return TemplateResponse(request, "field/mine.html", context)
    reported = seen_by(request.actor).filter(collected_by_id=request.actor.user_id)
    page = page_of(reported.filter(OPEN) if show == "open" else reported, request, order="-collected_at", size=PAGE)
    photos = first_photos(page.rows)
    context |= {"page": page, "rows": [(case, photos.get(case.pk, "")) for case in page.rows]}
    return TemplateResponse(request, "field/mine.html", context)
