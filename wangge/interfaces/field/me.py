"""For which ground one is here; other mandates; one's own things; the way out."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from wangge.areas import queries as areas
from wangge.interfaces.field.doors import worker
from wangge.interfaces.shared.access import SignedIn


@worker
@require_safe
def me(request: SignedIn) -> HttpResponse:
    """The page of oneself."""
    chosen = next(one for one in request.mandates if one.pk == request.actor.mandate_id)
    others = [one for one in request.mandates if one is not chosen]
    path = areas.path_of(request.actor.area_id or 0)
    return TemplateResponse(request, "field/me.html", {"chosen": chosen, "others": others, "path": path})
