"""All cases: filters, sorting, paging by key, saved views, a sheet to take along."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.roles import Role
from wangge.cases.access import CASE_ROLES, seen_by
from wangge.cases.models import Case, Reporter, SavedView
from wangge.cases.queries import NEWEST, ORDERS, sortable
from wangge.interfaces.desk.cases.forms import FilterForm
from wangge.interfaces.desk.cases.rows import COLUMNS, of_cases
from wangge.interfaces.desk.cases.sheet import MOST_ROWS, SHEET_TYPE, sheet
from wangge.interfaces.desk.cases.table import Table
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.searching import Kept, in_place_of, said, searched
from wangge.kernel import clock, crypto
from wangge.registers.people.numbers import mobile_in

MOST_VIEWS = 12
CALLED_BY = frozenset({Role.COMMUNITY_DESK, Role.STREET_DESK, Role.OPERATOR, Role.DUTY_OFFICER, Role.DISPATCHER})
"""Who hears reporters call, and so may find what somebody reported before by his phone."""
MORE = ("mark", "major", "handler", "dated", "since", "until", "mine", "department", "column", "more")


def _by_reporter(typed: str) -> Kept | None:
    """Of a reporter's phone its blind index; of another number nothing."""
    phone = mobile_in(typed)
    return {"reporter": crypto.blind_index(phone, purpose=Reporter.PURPOSE)} if phone else in_place_of(typed)


@ASKED_AND_SENT
@for_roles(*CASE_ROLES)
@searched(FilterForm, _by_reporter)
def show(request: SignedIn) -> HttpResponse:
    """One page of the list."""
    form = FilterForm(said(request), actor=request.actor)
    order = _order(request)
    page = page_of(_chosen(request, form, order), request, order=ORDERS[order])
    rows, columns = of_cases(page.rows), request.GET.getlist("column") or list(COLUMNS)
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "table": Table(rows, columns, request.get_full_path(), sorts=True),
        "views": SavedView.objects.filter(user=request.user).order_by("name")[:MOST_VIEWS],
        "query": request.GET.urlencode(),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "columns": columns,
        "every_column": COLUMNS,
        "more": any(request.GET.get(name) for name in MORE),
        "by_phone": bool(request.GET.get("reporter")),
    }
    return TemplateResponse(request, "desk/cases/list.html", context)


@require_safe
@for_roles(*CASE_ROLES)
def more(request: SignedIn) -> HttpResponse:
    """The filters that few use, when somebody opens them."""
    columns = request.GET.getlist("column") or list(COLUMNS)
    context = {"form": FilterForm(said(request), actor=request.actor), "columns": columns, "every_column": COLUMNS}
    return TemplateResponse(request, "desk/cases/more.html", context)


@require_safe
@for_roles(*CASE_ROLES)
def export(request: SignedIn) -> FileResponse:
    """The chosen cases as a sheet: no personal data, and it says where it was cut."""
    order = _order(request)
    chosen = _chosen(request, FilterForm(said(request), actor=request.actor), order).order_by(ORDERS[order], "pk")
    now = clock.now()
    file = sheet(chosen[: MOST_ROWS + 1].iterator(), by=request.actor.name, at=now)
    return FileResponse(
        file, as_attachment=True, filename=f"wangge-cases-{now:%Y%m%d-%H%M}.xlsx", content_type=SHEET_TYPE
    )


@require_POST
@for_roles(*CASE_ROLES)
def save_view(request: SignedIn) -> HttpResponseRedirect:
    """Give the present filters a name; the same name again replaces them."""
    name, query = request.POST.get("name", "").strip()[:30], request.POST.get("query", "")[:2000]
    if not name:
        messages.error(request, _("请给这个视图起个名字。"))
    else:
        SavedView.objects.update_or_create(user=request.user, name=name, defaults={"query": query})
        messages.success(request, _("已保存视图“%(name)s”。") % {"name": name})
    return redirect(f"{reverse('desk:cases')}?{query}")


@require_POST
@for_roles(*CASE_ROLES)
def delete_view(request: SignedIn, pk: int) -> HttpResponseRedirect:
    """Forget a saved view."""
    get_object_or_404(SavedView.objects.filter(user=request.user), pk=pk).delete()
    return redirect("desk:cases")


def _order(request: SignedIn) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked in ORDERS else NEWEST


def _chosen(request: SignedIn, form: FilterForm, order: str) -> QuerySet[Case]:
    asked = form.filters()
    cases = asked.apply(seen_by(request.actor), clock.now())
    if asked.reporter and request.actor.role not in CALLED_BY:
        cases = cases.none()
    return sortable(cases, order)
