"""Report what one sees, in one's own grid or outside it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.areas import queries as areas
from wangge.areas.places import Place
from wangge.cases.models import AttachmentKind, Source
from wangge.cases.stages.collect import Report, collect
from wangge.cases.visit import Visit
from wangge.interfaces.field.forms import ReportForm, new_ticket
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock, codes
from wangge.kernel.refused import Refused
from wangge.kernel.scope import open_scope


@for_roles(Role.GRID_WORKER, Role.GRID_LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedIn) -> HttpResponse:
    """The form; once sent, one's own reports."""
    form = ReportForm(request.POST or None, request.FILES or None, initial={"ticket": new_ticket()})
    form.bringer = request.actor.user_id
    if form.is_bound and form.is_valid():
        try:
            code = _collect(form, request.actor)
        except Refused as refused:
            tell(form, refused)
        else:
            words = _("已上报，查询码 %(code)s。") % {"code": codes.show_receipt_code(code)}
            messages.success(request, words)
            return redirect("field:mine")
    return TemplateResponse(request, "field/report.html", {"form": form}, status=422 if form.errors else 200)


def _collect(form: ReportForm, actor: Actor) -> str:
    data, photos = form.cleaned_data, form.take_photos()
    number, code = data["ticket"]
    area = _area(data["lon"], data["lat"], actor)
    report = Report(
        source=Source.WORKER,
        area=area,
        place=data["place"],
        lon=data["lon"],
        lat=data["lat"],
        wants_receipt=True,
        receipt_code=code,
    )
    shots = [(photo, AttachmentKind.BEFORE) for photo in photos]
    visit = Visit(actor, clock.now(), number, {"description": data["description"]}, shots)
    is_own = area.code.startswith(actor.area_code)
    # Outside one's own ground, exactly the rows of the new case may be written.
    scope = actor.scope() if is_own else Actor.resident(number, area.code).scope()
    with open_scope(scope):
        collect(report, visit, case_id=number)
    return str(code)


def _area(lon: float | None, lat: float | None, actor: Actor) -> Place:
    """The smallest area of a position; without one, the worker's own."""
    path = areas.locate(lon, lat) if lon is not None and lat is not None else None
    if lon is not None and path is None:
        raise Refused(_("这个位置不在本区范围内，请重新定位。"), field="place")
    path = path or areas.path_of(actor.area_id or 0)
    if path is None or path.deepest is None:
        raise Refused(_("找不到这个位置的网格，请写明地点。"), field="place")
    return path.deepest
