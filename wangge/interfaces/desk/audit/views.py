"""The door, the looks and the acts, newest first; read only."""

from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wangge.accounts import queries
from wangge.accounts.models import SignIn
from wangge.accounts.roles import Role
from wangge.interfaces.desk.audit.export import take
from wangge.interfaces.desk.audit.forms import PeriodFilter, SignInFilter
from wangge.interfaces.desk.audit.patterns import Thresholds, patterns
from wangge.interfaces.desk.audit.told import Told
from wangge.interfaces.desk.exports.forms import TYPES, ExportForm
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, sent
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.refusals import tell
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock
from wangge.kernel.models import Look
from wangge.kernel.refused import Refused
from wangge.registers.exporting.models import Kind


@ASKED_AND_SENT
@for_roles(Role.AUDIT_ADMIN)
@searched(SignInFilter)
def sign_ins(request: SignedIn) -> HttpResponse:
    """Every sign-in and every failure."""
    form = SignInFilter(said(request))
    found = _of_kind(queries.sign_ins_seen_by(request.actor).filter(**form.narrowed_by("at")), form)
    page = page_of(found.select_related("user", "by_user"), request, order="-at")
    return TemplateResponse(request, "desk/audit/sign_ins.html", {"form": form, "page": page})


@ASKED_AND_SENT
@for_roles(Role.AUDIT_ADMIN)
@searched(PeriodFilter)
def looks(request: SignedIn) -> HttpResponse:
    """Who saw personal data in clear, and why."""
    form = PeriodFilter(said(request))
    page = page_of(_looks(form, request), request, order="-at")
    return TemplateResponse(request, "desk/audit/looks.html", {"form": form, "page": page})


@for_roles(Role.AUDIT_ADMIN)
def unusual(request: SignedIn) -> HttpResponse:
    """Who looked often, elsewhere or at night."""
    limits = Thresholds.set_here()
    found = patterns(queries.looks_seen_by(request.actor), clock.now(), limits)
    return TemplateResponse(request, "desk/audit/patterns.html", {"patterns": found, "limits": limits})


@never_cache
@ASKED_AND_SENT
@for_roles(Role.AUDIT_ADMIN)
def export_looks(request: SignedIn) -> HttpResponseBase:
    """The looks as a sheet, narrowed as the list was, for a reason."""
    narrowing = PeriodFilter(said(request))
    back = f"{reverse('desk:looks')}?{request.GET.urlencode()}"
    if not narrowing.is_valid():
        return redirect(back)
    found, form = _looks(narrowing, request), ExportForm(sent(request), label_suffix="")
    if form.is_valid() and (file := _taken(found, narrowing.period, form, request)):
        return file
    return asked(request, "desk/audit/export.html", form, narrowing=narrowing, count=found.count(), back=back)


@ASKED_AND_SENT
@for_roles(Role.AUDIT_ADMIN)
@searched(PeriodFilter)
def records(request: SignedIn) -> HttpResponse:
    """What was done in rooms other than cases."""
    form = PeriodFilter(said(request))
    found = queries.records_seen_by(request.actor).filter(**form.narrowed_by("recorded_at"), **form.named_in("by_name"))
    page = page_of(found, request, order="-recorded_at")
    lines = [Told(record) for record in page.rows]
    return TemplateResponse(request, "desk/audit/records.html", {"form": form, "page": page, "lines": lines})


def _looks(form: PeriodFilter, request: SignedIn) -> QuerySet[Look]:
    return queries.looks_seen_by(request.actor).filter(**form.narrowed_by("at"), **form.named_in("name"))


def _taken(found: QuerySet[Look], period: str, form: ExportForm, request: SignedIn) -> FileResponse | None:
    """The file; what is refused is told in the form."""
    given, now = form.cleaned_data, clock.now()
    try:
        file = take(found, given["kind"], period=period, reason=given["reason"], by=request.actor, at=now)
    except Refused as refused:
        tell(form, refused)
        return None
    name = _("查阅留痕-%(moment)s.%(kind)s") % {
        "moment": f"{timezone.localtime(now):%Y%m%d-%H%M}",
        "kind": given["kind"],
    }
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[Kind(given["kind"])])


def _of_kind(found: QuerySet[SignIn], form: SignInFilter) -> QuerySet[SignIn]:
    words = form.cleaned_data if form.is_valid() else {}
    if words.get("q"):
        found = found.filter(Q(user__name__icontains=words["q"]) | Q(user__username__icontains=words["q"]))
    if words.get("kind"):
        found = found.filter(kind=words["kind"])
    if words.get("address"):
        found = found.filter(address=words["address"])
    return found
