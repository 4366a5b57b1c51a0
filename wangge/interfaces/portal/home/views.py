"""The first page, and what we tell robots."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from wangge.interfaces.portal.places import surroundings

CLOSED = ("/desk/", "/field/", "/api/", "/accounts/", "/follow/")


@require_safe
def show(request: HttpRequest) -> TemplateResponse:
    """Report, follow, or see who looks after a place."""
    return TemplateResponse(request, "portal/home.html", {"district": surroundings.district()})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Only the open pages are worth a robot's while."""
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in CLOSED), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
