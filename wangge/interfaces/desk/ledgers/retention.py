"""The reports of retention: who is past his term, by key; approved here, erased by night."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from wangge.accounts.roles import Role
from wangge.areas import queries as areas
from wangge.interfaces.desk.archive.forms import KeyForm
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.rights import actions
from wangge.registers.rights.models import RetentionRun

READERS = (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.DUTY_OFFICER)


@for_roles(*READERS)
def index(request: SignedIn) -> HttpResponse:
    """Every report, the latest first."""
    page = page_of(RetentionRun.objects.all(), request, order="-at")
    return TemplateResponse(request, "desk/ledgers/retention.html", {"page": page})


@for_roles(*READERS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """One report, by community and line by line; the security administrator approves it."""
    run = get_object_or_404(RetentionRun, pk=pk)
    may_approve = request.actor.role == Role.SECURITY_ADMIN and run.approved_at is None
    form = KeyForm(request.POST or None)
    if request.method == "POST":
        if not may_approve or not form.is_valid():
            raise Http404
        try:
            actions.approve(run, by=request.actor, at=clock.now(), key=form.cleaned_data["key"])
        except Refused as refused:
            messages.error(request, refused.whole)
        else:
            messages.success(request, _("已批准，今晚清除。"))
        return redirect("desk:retention_run", pk)
    counts = run.lines.values_list("area_code").annotate(n=Count("pk")).order_by("area_code")
    context = {
        "run": run,
        "page": page_of(run.lines.all(), request, order="pk"),
        "counts": [(areas.place_of(code), code, n) for code, n in counts],
        "form": form if may_approve else None,
    }
    return TemplateResponse(request, "desk/ledgers/run.html", context)
