"""One filing condition: what it is, what it was, and its change from a day on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.cases.catalogue import acts, queries
from wangge.cases.deadlines import Limit
from wangge.cases.models.catalogue import FilingCondition
from wangge.interfaces.desk.catalogue.forms import ConditionForm, DatedForm
from wangge.interfaces.desk.catalogue.roles import EDITORS, READERS
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.kernel import clock


@for_roles(*READERS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """The condition, its history, and for keepers the form that changes it."""
    condition = _condition(pk)
    may_edit = request.actor.is_one_of(*EDITORS) and condition.to_on is None
    form = ConditionForm(request.POST or None, initial=_as_it_is(condition)) if may_edit else None
    if form and (new := form.do(lambda: _revise(condition, form, request))):
        messages.success(request, _("已修改；原来的那一条留作历史。"))
        return redirect("desk:condition", new.pk)
    context = {
        "condition": condition,
        "history": queries.history_of(condition),
        "end_form": DatedForm() if may_edit else None,
    }
    return asked(request, "desk/catalogue/condition.html", form, **context)


@require_POST
@for_roles(*EDITORS)
def end(request: SignedIn, pk: int) -> HttpResponse:
    """The condition holds no more."""
    condition, form = _condition(pk), DatedForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data
        acts.end_row(condition, on=words["on"], by=request.actor, at=clock.now(), key=words["key"])
        messages.success(request, _("已停用；此前的案件不受影响。"))
    else:
        messages.error(request, _("日期不对，没有停用。"))
    return redirect("desk:category", condition.category_id)


def _revise(condition: FilingCondition, form: ConditionForm, request: SignedIn) -> FilingCondition:
    return acts.revise_condition(condition, **form.cleaned_data, by=request.actor, at=clock.now())


def _condition(pk: int) -> FilingCondition:
    return get_object_or_404(FilingCondition.objects, pk=pk)


def _as_it_is(condition: FilingCondition) -> dict[str, str]:
    limit = f"{condition.season}{Limit.of(condition).written}"
    return {"text": condition.text, "closing": condition.closing, "limit": limit}
