"""First desks and limits of stages."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.cases.catalogue import acts, queries
from wangge.cases.models import DeskLevel
from wangge.cases.models.catalogue import FirstDesk
from wangge.interfaces.desk.catalogue.forms import FirstDeskForm, StageLimitForm
from wangge.interfaces.desk.catalogue.roles import EDITORS, READERS
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.kernel import clock
from wangge.kernel.refused import Refused


@for_roles(*READERS)
def index(request: SignedIn) -> HttpResponse:
    """Both tables; keepers change a row."""
    return _page(request, StageLimitForm())


@require_POST
@for_roles(*EDITORS)
def first_desk(request: SignedIn, pk: int) -> HttpResponse:
    """Another desk takes such matters first."""
    row, form = get_object_or_404(FirstDesk, pk=pk), FirstDeskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有改：请选层级和日期。"))
        return redirect("desk:rules")
    words = form.cleaned_data
    level = DeskLevel(words["level"])
    try:
        acts.set_first_desk(row, level, on=words["on"], by=request.actor, at=clock.now(), key=words["key"])
    except Refused as refused:
        messages.error(request, refused.whole)
    else:
        messages.success(request, _("首办台已改为%(level)s。") % {"level": level.label})
    return redirect("desk:rules")


@require_POST
@for_roles(*EDITORS)
def stage_limit(request: SignedIn) -> HttpResponse:
    """A stage gets another limit."""
    form = StageLimitForm(request.POST)
    if form.do(lambda: acts.set_stage_limit(**form.cleaned_data, by=request.actor, at=clock.now())):
        messages.success(request, _("环节时限已修改。"))
        return redirect("desk:rules")
    return _page(request, form, status=422)


def _page(request: SignedIn, form: StageLimitForm, status: int = 200) -> HttpResponse:
    may_edit = request.actor.is_one_of(*EDITORS)
    context = {
        "first_desks": [(row, FirstDeskForm(initial={"level": row.level})) for row in queries.first_desks()],
        "stage_limits": queries.stage_limits(),
        "form": form if may_edit else None,
    }
    return TemplateResponse(request, "desk/catalogue/rules.html", context, status=status)
