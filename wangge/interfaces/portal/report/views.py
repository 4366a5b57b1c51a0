"""Report a matter, and the receipt that leads back to it."""

import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from wangge.accounts.actors import Actor
from wangge.areas.places import Place
from wangge.cases.access import seen_by
from wangge.cases.models import AttachmentKind, Source
from wangge.cases.stages import Visit
from wangge.cases.stages.collect import Report, collect
from wangge.interfaces.portal import limits, passes
from wangge.interfaces.portal.places import surroundings
from wangge.interfaces.portal.report.forms import LONGEST_PLACE, ReportForm, new_ticket
from wangge.interfaces.portal.report.plain import offered
from wangge.interfaces.shared.access import ASKED_AND_SENT
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock, codes
from wangge.kernel.files import StoredFile
from wangge.kernel.refused import Refused
from wangge.kernel.scope import open_scope


@never_cache
@sensitive_post_parameters("name", "phone", "description")
@ASKED_AND_SENT
def write(request: HttpRequest) -> HttpResponse:
    """The form; once sent, the way to the receipt."""
    choices = offered(clock.today())
    if request.method != "POST":
        known = {"ticket": new_ticket(), "place": request.GET.get("place", "")[:LONGEST_PLACE]}
        return _page(request, ReportForm(initial=known, choices=choices))
    if limits.REPORTS.is_passed(request):
        return limits.too_many(request, limits.REPORTS)
    form = ReportForm(request.POST, request.FILES, choices=choices)
    if form.is_valid():
        try:
            shown = _collect(form)
        except Refused as refused:
            tell(form, refused)
        else:
            response = redirect("portal:receipt")
            passes.keep(response, shown)
            return response
    return _page(request, form)


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt code, what happens next and when."""
    shown = passes.shown_by(request)
    actor = shown.actor() if shown else None
    if shown is None or actor is None:
        return redirect("portal:follow")
    with open_scope(actor.scope()):
        address = request.build_absolute_uri(f"{reverse('portal:follow')}?code={shown.code}")
        context = {
            "code": codes.show_receipt_code(shown.code),
            "has_tail": bool(shown.tail),
            "case": seen_by(actor).get(),
            "qr": _qr(address),
        }
        return TemplateResponse(request, "portal/receipt.html", context).render()


def _page(request: HttpRequest, form: ReportForm) -> TemplateResponse:
    return TemplateResponse(request, "portal/report.html", {"form": form}, status=422 if form.errors else 200)


def _collect(form: ReportForm) -> passes.Pass:
    data = form.cleaned_data
    number, code = data["ticket"]
    photos = form.take_photos()
    spot = _spot(data, photos)
    chosen = form.offered.get(data["category"])
    report = Report(
        source=Source.PORTAL,
        area=spot.area,
        place=data["place"],
        lon=spot.lon,
        lat=spot.lat,
        category=chosen.category if chosen else None,
        reporter_name=data["name"],
        reporter_phone=data["phone"],
        wants_receipt=True,
        receipt_code=code,
    )
    _collect_as_resident(report, number, data["description"], photos)
    return passes.Pass(code, codes.phone_tail(data["phone"]))


def _collect_as_resident(report: Report, number: UUID, description: str, photos: list[StoredFile]) -> None:
    """The only rows that this visit may write are those of its own new case."""
    resident = Actor.resident(number, report.area.code)
    visit = Visit(
        by=resident,
        at=clock.now(),
        key=number,
        words={"description": description},
        photos=[(stored, AttachmentKind.BEFORE) for stored in photos],
    )
    with open_scope(resident.scope()):
        collect(report, visit, case_id=number)


@dataclass(frozen=True)
class Spot:
    """Where it is: the smallest known area, and the position where there is one."""

    area: Place
    lon: float | None = None
    lat: float | None = None


def _spot(data: dict[str, Any], photos: list[StoredFile]) -> Spot:
    """By the position that was given, by the one that the camera noted, or by the words."""
    lon, lat, words = data["lon"], data["lat"], data["place"]
    if lon is None and not words:
        lon, lat = next((stored.position for stored in photos if stored.position), (None, None))
    if lon is not None and lat is not None:
        if found := surroundings.at(lon, lat):
            return Spot(found, lon, lat)
        if not words:
            raise Refused(_("这个位置不在本区范围内。"), field="place", mend=_("请在地图上重新点选，或写清地点。"))
    if named := surroundings.named_in(words):
        return Spot(named)
    raise Refused(_("这里还没有导入网格，暂时不能受理。"))


def _qr(address: str) -> SafeString:
    drawing = io.BytesIO()
    import segno  # late: slow to load, and wanted by one page

    segno.make(address, error="m").save(
        drawing, kind="svg", xmldecl=False, svgns=True, scale=5, border=2, dark="#000", light="#fff", omitsize=True
    )
    return mark_safe(drawing.getvalue().decode())  # noqa: S308 - drawn by us
