"""The building of a case: asked for by the page once it stands, so that the page itself stays cheap."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wangge.cases import reading
from wangge.cases.access import CASE_ROLES
from wangge.cases.models import Case
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.cases.known import building_of


@require_safe
@for_roles(*CASE_ROLES)
def show(request: SignedIn, number: str) -> HttpResponse:
    """A line of the page; without a script the building itself."""
    try:
        building = building_of(reading.find(number, request.actor), request.actor)
    except Case.DoesNotExist:
        raise Http404 from None
    if "HX-Request" in request.headers:
        return TemplateResponse(request, "desk/case/building.html", {"building": building})
    if building:
        return redirect("desk:building", building.pk)
    messages.info(request, _("档案里没有这个地点的楼栋。"))
    return redirect("desk:case", number)
