"""The door, the looks and the acts, newest first; read only."""

from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from wangge.accounts import queries
from wangge.accounts.models import SignIn
from wangge.accounts.roles import Role
from wangge.interfaces.desk.audit.export import MOST_ROWS, sheet
from wangge.interfaces.desk.audit.forms import PeriodFilter, SignInFilter
from wangge.interfaces.desk.audit.patterns import patterns
from wangge.interfaces.desk.audit.told import Told
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock, record
from wangge.kernel.ids import new_id


@for_roles(Role.AUDIT_ADMIN)
def sign_ins(request: SignedIn) -> HttpResponse:
    """Every sign-in and every failure."""
    form = SignInFilter(request.GET)
    found = _of_kind(queries.sign_ins_seen_by(request.actor).filter(**form.narrowed_by("at")), form)
    page = page_of(found.select_related("user", "by_user"), request, order="-at")
    return TemplateResponse(request, "desk/audit/sign_ins.html", {"form": form, "page": page})


@for_roles(Role.AUDIT_ADMIN)
def looks(request: SignedIn) -> HttpResponse:
    """Who saw personal data in clear, and why."""
    form = PeriodFilter(request.GET)
    found = queries.looks_seen_by(request.actor).filter(**form.narrowed_by("at"))
    if form.is_valid() and form.cleaned_data["q"]:
        found = found.filter(name__icontains=form.cleaned_data["q"])
    return TemplateResponse(
        request, "desk/audit/looks.html", {"form": form, "page": page_of(found, request, order="-at")}
    )


@for_roles(Role.AUDIT_ADMIN)
def unusual(request: SignedIn) -> HttpResponse:
    """Who looked often, elsewhere or at night."""
    found = patterns(queries.looks_seen_by(request.actor), clock.now())
    return TemplateResponse(request, "desk/audit/patterns.html", {"patterns": found})


@require_POST
@for_roles(Role.AUDIT_ADMIN)
def export_looks(request: SignedIn) -> HttpResponseBase:
    """The looks of a period as a sheet; that they were taken is on record."""
    form = PeriodFilter(request.POST)
    found = queries.looks_seen_by(request.actor).filter(**form.narrowed_by("at")).order_by("-at")
    now = clock.now()
    file = sheet(found[:MOST_ROWS], by=request.actor.name, at=now)
    record.write("kernel", "looks_exported", by=request.actor, at=now, key=new_id(), area_code=request.actor.area_code)
    return FileResponse(file, as_attachment=True, filename="looks.xlsx")


@for_roles(Role.AUDIT_ADMIN)
def records(request: SignedIn) -> HttpResponse:
    """What was done in rooms other than cases."""
    form = PeriodFilter(request.GET)
    found = queries.records_seen_by(request.actor).filter(**form.narrowed_by("recorded_at"))
    if form.is_valid() and form.cleaned_data["q"]:
        found = found.filter(by_name__icontains=form.cleaned_data["q"])
    page = page_of(found, request, order="-recorded_at")
    lines = [Told(record) for record in page.rows]
    return TemplateResponse(request, "desk/audit/records.html", {"form": form, "page": page, "lines": lines})


def _of_kind(found: QuerySet[SignIn], form: SignInFilter) -> QuerySet[SignIn]:
    words = form.cleaned_data if form.is_valid() else {}
    if words.get("q"):
        found = found.filter(Q(user__name__icontains=words["q"]) | Q(user__username__icontains=words["q"]))
    if words.get("kind"):
        found = found.filter(kind=words["kind"])
    if words.get("address"):
        found = found.filter(address=words["address"])
    return found
