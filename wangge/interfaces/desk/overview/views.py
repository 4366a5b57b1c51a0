"""The overview page, its part for polls, and the same on a wall."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangge.accounts.roles import DESKS, Role
from wangge.cases.access import seen_by
from wangge.interfaces.desk.overview.figures import overview
from wangge.interfaces.desk.overview.ground import ground
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.kernel import clock
from wangge.kernel.scope import code_range

VIEWERS = (*sorted(DESKS), Role.LEADER, Role.ASSESSOR)


@require_safe
@for_roles(*VIEWERS)
def show(request: SignedIn) -> HttpResponse:
    """The numbers of one's own ground, or of an area within it; `?wall=1` for a wall."""
    is_wall = bool(request.GET.get("wall"))
    page = "desk/overview/wall.html" if is_wall else "desk/overview/show.html"
    return TemplateResponse(request, page, _context(request))


@never_cache
@require_safe
@for_roles(*VIEWERS)
def part(request: SignedIn) -> HttpResponse:
    """The numbers for a poll; 204 where none has changed."""
    context = _context(request)
    if context["stamp"] == request.GET.get("stamp"):
        return HttpResponse(status=204)
    return TemplateResponse(request, "desk/overview/part.html", context)


def _context(request: SignedIn) -> dict[str, object]:
    here = ground(request.actor, request.GET.get("area", ""))
    lo, hi = code_range(here.code)
    cases = seen_by(request.actor).filter(area_code__gte=lo, area_code__lt=hi)
    told = overview(cases, here, clock.now())
    return {"ground": here, "overview": told, "stamp": told.stamp, "is_wall": bool(request.GET.get("wall"))}
