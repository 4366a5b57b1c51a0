"""Write a new case, be told of the same matter nearby, and file it at once."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.roles import DESKS
from wangge.areas import queries as areas
from wangge.cases import choosing, reading
from wangge.cases.choosing import Near, Spot
from wangge.cases.models import Receipt
from wangge.cases.stages import collect
from wangge.cases.stages.collect import Collected
from wangge.interfaces.desk.case.page import Page
from wangge.interfaces.desk.new_case.forms import Nearby, NewCase, PlaceForm
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.cases.choosing import SEARCH
from wangge.interfaces.shared.cases.known import known_at
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock, codes
from wangge.kernel.refused import Refused


@never_cache
@ASKED_AND_SENT
@for_roles(*DESKS)
def write(request: SignedIn) -> HttpResponse:
    """The form; once sent, the case that it made."""
    if request.method != "POST":
        return _form(request, NewCase(request.actor, clock.today()))
    if SEARCH in request.POST:
        return _form(request, NewCase(request.actor, clock.today(), initial=dict(request.POST.items())))
    form = NewCase(request.actor, clock.today(), request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, form)
    try:
        collected = collect.collect(form.report(), form.visit(clock.now()))
    except Refused as refused:
        tell(form, refused)
        return _again(request, form)
    return _done(request, form, collected)


@require_safe
@for_roles(*DESKS)
def near(request: SignedIn) -> HttpResponse:
    """Open cases close to the spot: perhaps it is known already."""
    form, found = Nearby(clock.today(), request.GET), list[Near]()
    is_known = form.is_valid()
    if is_known:
        lon, lat = form.cleaned_data["position"]
        condition, path = form.cleaned_data["condition"], areas.locate(lon, lat)
        code = path.code if path else request.actor.area_code
        spot = Spot(lon, lat, clock.now(), code, condition.category_id if condition else None)
        found = choosing.near(spot, request.actor)
    return TemplateResponse(request, "desk/new_case/near.html", {"found": found, "is_known": is_known})


@never_cache
@require_POST
@for_roles(*DESKS)
def known(request: SignedIn) -> HttpResponse:
    """What the archive knows of the spot, or of where the words mean; posted, for words may hold anything."""
    form = PlaceForm(request.POST)
    form.full_clean()
    found = known_at(form.cleaned_data.get("position"), form.cleaned_data.get("place", ""), request.actor)
    return TemplateResponse(request, "shared/known.html", {"known": found})


def _form(request: SignedIn, form: NewCase, status: int = 200) -> HttpResponse:
    return TemplateResponse(request, "desk/new_case/write.html", {"form": form}, status=status)


def _again(request: SignedIn, form: NewCase) -> HttpResponse:
    """The form once more; photos that came along are kept."""
    try:
        form.take_photos()
    except Refused as refused:
        tell(form, refused)
    return _form(request, form, status=422)


def _done(request: SignedIn, form: NewCase, collected: Collected) -> HttpResponse:
    """The case, what to tell the caller, and the next step if it is this desk's."""
    case = reading.find(collected.case.number, request.actor)
    has_receipt = form.cleaned_data["wants_receipt"] and Receipt.objects.filter(case=case).exists()
    context = {
        "case": case,
        "page": Page(reading.read(case), request.actor, clock.now()),
        "receipt_code": codes.show_receipt_code(form.cleaned_data["receipt"]) if has_receipt else "",
        "follow_url": request.build_absolute_uri("/follow/"),
        "has_tail": bool(codes.phone_tail(form.cleaned_data["reporter_phone"])),
    }
    return TemplateResponse(request, "desk/new_case/done.html", context)
