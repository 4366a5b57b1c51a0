"""People and organisations of a case: asked for by the page once it stands, so that the page itself stays cheap."""

from collections.abc import Callable
from uuid import uuid5

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.cases import naming, reading
from wangge.cases.access import CASE_ROLES, NAMING_ROLES
from wangge.cases.models import Case, Named
from wangge.interfaces.desk.archive.forms import VIA, KeyForm, ReasonForm
from wangge.interfaces.desk.archive.revealing import is_shown
from wangge.interfaces.desk.case.named import FindForm, Found, NameForm, Row, found_for, rows_of
from wangge.interfaces.desk.residents import page as residents
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.organisations.models import Organisation
from wangge.registers.people.looking import Shown, reveal
from wangge.registers.people.models import Person
from wangge.registers.writing import KEEPERS, Hand


@never_cache
@require_safe
@for_roles(*CASE_ROLES)
def show(request: SignedIn, number: str) -> HttpResponse:
    """The card of the page; without a script a page of its own."""
    return _shown(request, _case(request, number))


@never_cache
@require_POST
@for_roles(*NAMING_ROLES)
def find(request: SignedIn, number: str) -> HttpResponse:
    """Who of the archive may be meant."""
    case, form = _case(request, number), FindForm(request.POST, actor=request.actor)
    found = found_for(form.cleaned_data["typed"], request.actor) if form.is_valid() else None
    if "HX-Request" in request.headers:
        context = {"case": case, "found": found, "find_form": form, "name_form": NameForm()}
        return TemplateResponse(request, "desk/case/named_found.html", context)
    return _shown(request, case, find_form=form, found=found)


@require_POST
@for_roles(*NAMING_ROLES)
def add(request: SignedIn, number: str) -> HttpResponse:
    """Put somebody on the case; each of those found has a key of its own."""
    case, form = _case(request, number), NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请重新查找并选择身份。"))
        return redirect("desk:case", number)
    kind, _dash, pk = form.cleaned_data["whom"].partition("-")
    hand = Hand(request.actor, clock.now(), uuid5(form.cleaned_data["key"], form.cleaned_data["whom"]), via=VIA)
    as_what = form.cleaned_data["as_what"]
    if kind == "person":
        _told(request, _("已列入。"), lambda: naming.name_person(case, Person(pk=int(pk)), as_what, hand))
    else:
        _told(request, _("已列入。"), lambda: naming.name_organisation(case, Organisation(pk=int(pk)), as_what, hand))
    return redirect("desk:case", number)


@require_POST
@for_roles(*NAMING_ROLES)
def remove(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """Take somebody off the case."""
    row, form = _row(request, _case(request, number), pk), KeyForm(request.POST)
    if form.is_valid():
        hand = Hand(request.actor, clock.now(), form.cleaned_data["key"], via=VIA)
        _told(request, _("已移除，登记和移除都留有记录。"), lambda: naming.unname(row.named, hand))
    return redirect("desk:case", number)


@require_POST
@never_cache
@for_roles(*KEEPERS)
def call(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """The phone number, to somebody who says why; the same look and the same limit as on the page of the archive."""
    case = _case(request, number)
    row = _row(request, case, pk)
    row.form = ReasonForm(request.POST)
    row.revealed = _number_of_person(request, row) if row.person else _number_of_contact(request, row)
    status = 200 if row.revealed else 422
    if "HX-Request" in request.headers:
        context = {"case": case, "row": row, "may_name": naming.may_name(request.actor), "key_form": KeyForm()}
        context |= {"keeps": request.actor.role in KEEPERS}
        return TemplateResponse(request, "desk/case/named_row.html", context, status=status)
    return _shown(request, case, status=status, called=row)


def _shown(
    request: SignedIn,
    case: Case,
    *,
    status: int = 200,
    find_form: FindForm | None = None,
    found: Found | None = None,
    called: Row | None = None,
) -> HttpResponse:
    rows = [called if called and called.named == row.named else row for row in rows_of(case, request.actor)]
    context = {
        "case": case,
        "rows": rows,
        "may_name": naming.may_name(request.actor),
        "keeps": request.actor.role in KEEPERS,
        "find_form": find_form or FindForm(actor=request.actor),
        "found": found,
        "name_form": NameForm(),
        "key_form": KeyForm(),
    }
    name = "desk/case/named.html" if "HX-Request" in request.headers else "desk/case/named_page.html"
    return TemplateResponse(request, name, context, status=status)


def _case(request: SignedIn, number: str) -> Case:
    try:
        return reading.find(number, request.actor)
    except Case.DoesNotExist:
        raise Http404 from None


def _row(request: SignedIn, case: Case, pk: int) -> Row:
    """One of those whom this person sees named."""
    row = next((one for one in rows_of(case, request.actor) if one.named.pk == pk), None)
    if row is None:
        raise Http404
    return row


def _told(request: SignedIn, done: str, act: Callable[[], Named | None]) -> None:
    try:
        act()
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, refused.whole)


def _number_of_person(request: SignedIn, row: Row) -> str:
    person = row.person
    if person is None or not row.form.is_valid():
        return ""
    actor, now = request.actor, clock.now()
    code = residents.find(person.pk, actor, clock.today()).home.area_code
    try:
        reason = row.form.cleaned_data["reason"]
        return reveal(person, Shown.PHONE, by=actor, at=now, reason=reason, area_code=code)
    except Refused as refused:
        tell(row.form, refused)
        return ""


def _number_of_contact(request: SignedIn, row: Row) -> str:
    contact = row.contact
    if contact is None:
        raise Http404
    is_plain = is_shown(row.form, "contact", contact.pk, contact.area_code, request.actor)
    return contact.phone if is_plain else ""
