"""The tree of departments, and one department."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.accounts import actions, queries
from wangge.accounts.models import Department
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.interfaces.desk.departments.forms import ChangeDepartmentForm, DepartmentForm
from wangge.interfaces.desk.people.forms import areas_offered
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, done
from wangge.interfaces.shared.refusals import tell
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock
from wangge.kernel.refused import Refused


@ASKED_AND_SENT
@for_roles(*ADMINISTRATORS)
@searched()
def index(request: SignedIn) -> HttpResponse:
    """The tree; a hundred and fifty units fit on one page."""
    seen = queries.departments_seen_by(request.actor)
    words = said(request).get("q", "").strip()
    if words:
        seen = seen.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(path__startswith=words))
    held = queries.mandates_seen_by(request.actor).in_force(clock.today()).filter(department__isnull=False)
    people = dict(held.values_list("department").annotate(Count("pk")).order_by())
    lines = [(department, people.get(department.pk, 0)) for department in seen.order_by("path")]
    return TemplateResponse(request, "desk/departments/index.html", {"lines": lines, "q": words})


@for_roles(Role.SYSTEM_ADMIN)
def new(request: SignedIn) -> HttpResponse:
    """A department is set up."""
    form = DepartmentForm(request.POST or None, actor=request.actor, initial={"parent": request.GET.get("parent")})
    made = done(form, lambda: actions.create_department(**form.cleaned_data, by=request.actor, at=clock.now()))
    if made:
        messages.success(request, _("已设立“%(name)s”。") % {"name": made.name})
        return redirect("desk:departments")
    return asked(request, "desk/departments/new.html", form, areas=areas_offered(request.actor))


@for_roles(*ADMINISTRATORS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """One department: its units, its people, what may change."""
    department = _department(request, pk)
    form = ChangeDepartmentForm(request.POST or None, initial=_as_it_is(department))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_department(department, **form.cleaned_data, by=request.actor, at=clock.now())
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk:department", pk)
    return _page(request, department, form)


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def retire(request: SignedIn, pk: int) -> HttpResponse:
    """A department is no more."""
    try:
        actions.retire_department(_department(request, pk), by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, refused.whole)
    else:
        messages.success(request, _("部门已撤销。"))
    return redirect("desk:department", pk)


def _page(request: SignedIn, department: Department, form: ChangeDepartmentForm) -> HttpResponse:
    people = queries.mandates_seen_by(request.actor).in_force(clock.today()).filter(queries.below(department.path))
    return TemplateResponse(
        request,
        "desk/departments/department.html",
        {
            "department": department,
            "form": form,
            "units": queries.departments_seen_by(request.actor).filter(parent=department).order_by("path"),
            "people": people.select_related("user").order_by("department_path", "id"),
            "is_system": request.actor.role == Role.SYSTEM_ADMIN,
        },
        status=422 if form.errors else 200,
    )


def _department(request: SignedIn, pk: int) -> Department:
    seen = queries.departments_seen_by(request.actor).select_related("parent")
    return get_object_or_404(seen, pk=pk)


def _as_it_is(department: Department) -> dict[str, str | bool]:
    return {
        "name": department.name,
        "short_name": department.short_name,
        "is_enforcement": department.is_enforcement,
    }
