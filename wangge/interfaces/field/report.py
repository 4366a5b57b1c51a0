"""Report what one sees, in one's own grid or outside it; solved on the spot, it is reported and handled in one go."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.areas.places import AreaPath, Place
from wangge.cases import choosing
from wangge.cases.choosing import Spot
from wangge.cases.models import AttachmentKind, Source
from wangge.cases.stages.collect import Report, collect, collect_handled
from wangge.cases.visit import Visit
from wangge.interfaces.field.doors import Matter, drafted, with_matter, worker
from wangge.interfaces.field.forms import Handled, ReportForm, are_valid, fill, keep_photos, new_ticket, read_ticket
from wangge.interfaces.field.forms import Spot as PlaceForm
from wangge.interfaces.field.minding import to_mind
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn
from wangge.interfaces.shared.cases.choosing import Choice, Chooser, answer
from wangge.interfaces.shared.cases.known import known_at
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock, codes
from wangge.kernel.files import StoredFile
from wangge.kernel.refused import Refused
from wangge.kernel.scope import open_scope

HERE_METRES = 200.0


@never_cache
@sensitive_post_parameters("reporter_name", "reporter_phone", "description")
@worker
@ASKED_AND_SENT
def write(request: SignedIn) -> HttpResponse:
    """The form; once sent, what happens next."""
    form, handled = _forms(request)
    if form.is_bound and _search(request):
        keep_photos(form, handled)
        return page(request, form, handled, status=200)
    if not are_valid(form, handled):
        return page(request, form, handled)
    try:
        _send(form, handled, request.actor)
    except Refused as refused:
        is_after = form.cleaned_data["is_handled"] and refused.field in ("photos", "answer")
        tell(handled if is_after and not form.errors else form, refused)
        return page(request, form, handled)
    return _done(request, form)


@never_cache
@require_safe
@with_matter
def done(request: SignedIn, matter: Matter) -> HttpResponse:
    """What happens next, and the receipt code for whoever pointed it out."""
    code = ""
    with suppress(signing.BadSignature, ValueError):
        number, found, _handled = read_ticket(request.GET.get("ticket", ""))
        code = codes.show_receipt_code(found) if number == matter.case.pk else ""
    return TemplateResponse(request, "field/done.html", {"case": matter.case, "matter": matter, "code": code})


@worker
@require_POST
def conditions(request: SignedIn) -> TemplateResponse:
    """The lines of the chooser for what was typed."""
    return answer(request, _conditions)


@worker
@require_safe
def near(request: SignedIn) -> TemplateResponse:
    """What is open close by: of the same category where that is chosen."""
    form = ReportForm(request.GET)
    form.stand(request.actor, clock.today())
    form.is_valid()
    lon, lat, condition = (form.cleaned_data.get(name) for name in ("lon", "lat", "condition"))
    found: list[choosing.Near] = []
    if lon is not None and lat is not None:
        category_id = condition.category_id if condition else None
        spot = Spot(lon, lat, clock.now(), request.actor.area_code, category_id)
        found = choosing.near(spot, request.actor, metres=HERE_METRES)
        found = [one for one in found if one.is_same or category_id is None]
    return TemplateResponse(request, "field/near.html", {"found": found[:3]})


@never_cache
@worker
@require_POST
def known(request: SignedIn) -> TemplateResponse:
    """What the archive knows of the place; posted, for words may hold anything."""
    form = PlaceForm(request.POST)
    form.is_valid()
    lon, lat = form.cleaned_data.get("lon"), form.cleaned_data.get("lat")
    position = None if lon is None or lat is None else (lon, lat)
    found = known_at(position, form.cleaned_data.get("place", ""), request.actor)
    told = to_mind(found.building, request.actor) if found else []
    return TemplateResponse(request, "field/known.html", {"known": found, "to_mind": told})


def page(request: SignedIn, form: ReportForm, handled: Handled, status: int = 422) -> TemplateResponse:
    """The form, with what is wrong beside its field."""
    has_errors = bool(form.errors or handled.errors)
    context = {"form": form, "handled": handled, "draft": drafted("report", request)}
    return TemplateResponse(request, "field/report.html", context, status=status if has_errors else 200)


def _conditions(words: str, chosen: str, actor: Actor) -> Sequence[Choice]:
    widget = Chooser()
    fill(widget, (words, chosen), actor, clock.today())
    return widget.lines


def _forms(request: SignedIn) -> tuple[ReportForm, Handled]:
    data, files = request.POST or None, request.FILES or None
    form, handled = ReportForm(data, files, initial={"ticket": new_ticket()}), Handled(data, files)
    form.stand(request.actor, clock.today())
    handled.bringer = request.actor.user_id
    return form, handled


def _search(request: SignedIn) -> bool:
    """The button that searches where no script runs."""
    return "search" in request.POST


def _send(form: ReportForm, handled: Handled, actor: Actor) -> None:
    data = form.cleaned_data
    number, code, second = data["ticket"]
    photos = form.take_photos()
    found = _where(data, photos, actor)
    report = Report(
        source=Source.WORKER,
        area=found.area,
        place=data["place"],
        lon=found.lon,
        lat=found.lat,
        category=data["condition"] and data["condition"].category,
        condition=data["condition"],
        reporter_name=data["reporter_name"],
        reporter_phone=data["reporter_phone"],
        is_urgent=data["is_urgent"],
        wants_receipt=True,
        receipt_code=code,
    )
    shots = [(photo, AttachmentKind.BEFORE) for photo in photos]
    visit = Visit(actor, clock.now(), number, {"description": data["description"]}, shots)
    with open_scope(_scope_of(found.area, number, actor).scope()):
        if data["is_handled"]:
            after = [(photo, AttachmentKind.AFTER) for photo in handled.take_photos()]
            words = {"answer": handled.cleaned_data["answer"]}
            collect_handled(report, visit, Visit(actor, visit.at, second, words, after), case_id=number)
        else:
            collect(report, visit, case_id=number)


def _scope_of(area: Place, number: UUID, actor: Actor) -> Actor:
    """Outside one's own ground, exactly the rows of the new case may be written."""
    return actor if area.code.startswith(actor.area_code) else Actor.resident(number, area.code)


@dataclass(frozen=True)
class Where:
    """The smallest area with a code, and the position where there is one."""

    area: Place
    lon: float | None = None
    lat: float | None = None


def _where(data: dict[str, Any], photos: list[StoredFile], actor: Actor) -> Where:
    """By the position that was given, by the one that the camera noted, or the worker's own grid."""
    lon, lat = data["lon"], data["lat"]
    if lon is not None:
        area = smallest(areas.locate(lon, lat))
        if area is None and not data["place"]:
            raise Refused(_("这个位置不在本区范围内，请重新定位，或写清地点。"), field="place")
        if area is not None:
            return Where(area, lon, lat)
    for photo in photos:
        if photo.position and (area := smallest(areas.locate(*photo.position))):
            return Where(area, *photo.position)
    home = smallest(areas.path_of(actor.area_id or 0))
    if home is None:
        raise Refused(_("找不到这个位置的网格，请写明地点。"), field="place")
    return Where(home)


def smallest(path: AreaPath | None) -> Place | None:
    """A drawn grid may still wait for its code."""
    return next((place for place in reversed(path.places) if place.code), None) if path else None


def _done(request: SignedIn, form: ReportForm) -> HttpResponse:
    is_handled = form.cleaned_data["is_handled"]
    words = _("已上报并登记自行处置，等平台核查。") if is_handled else _("已上报。")
    messages.success(request, words, extra_tags=drafted("report", request))
    number, _code, _second = form.cleaned_data["ticket"]
    query = urlencode({"ticket": form.data["ticket"]})
    return HttpResponseRedirect(f"{reverse('field:done', args=[number])}?{query}")
