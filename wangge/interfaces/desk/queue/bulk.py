"""Several at once: a handler signs, a desk dispatches to one lead. Each case stands for itself, and says why not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wangge.accounts.models import Department
from wangge.accounts.queries import departments_seen_by
from wangge.accounts.roles import Role
from wangge.cases.models import Assignment, Case
from wangge.cases.queries import assigned_to_me, waits_for_me
from wangge.cases.stages.dispatch import dispatch
from wangge.cases.stages.handle import accept
from wangge.cases.visit import Visit
from wangge.cases.workflow import Stage
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused

DISPATCHERS = (Role.DISPATCHER, Role.STREET_DESK, Role.COMMUNITY_DESK)
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Result:
    """What became of one case: nothing to say where it worked."""

    case: Case
    refused: str = ""


class LeadForm(forms.Form):
    """Who shall lead."""

    lead = forms.ModelChoiceField(Department.objects.none(), label=_("主办单位"), empty_label=_("请选择"))


@require_POST
@for_roles(Role.HANDLER)
def accept_many(request: SignedIn) -> HttpResponse:
    """Sign for every chosen assignment."""
    rows, key = _chosen(request)
    if key is None:
        return redirect("desk:queue")
    chosen = assigned_to_me(request.actor).filter(pk__in=rows).select_related("case")
    results = [_tried(one.case, lambda one=one: _accept(request, one, key)) for one in chosen]  # type: ignore[misc]
    return _told(request, results, "accept")


@require_POST
@for_roles(*DISPATCHERS)
def dispatch_many(request: SignedIn) -> HttpResponse:
    """Dispatch every chosen case to the same lead; first it is asked to whom."""
    rows, key = _chosen(request)
    if key is None:
        return redirect("desk:queue")
    cases = list(waits_for_me(request.actor).filter(pk__in=rows, stage=Stage.FILE).order_by("queue_at", "pk"))
    form = LeadForm(request.POST if "lead" in request.POST else None)
    lead = form.fields["lead"]
    assert isinstance(lead, forms.ModelChoiceField)  # noqa: S101 - tells the type
    lead.queryset = departments_seen_by(request.actor).filter(is_retired=False).order_by("path")
    if not form.is_valid():
        context = {"form": form, "cases": cases, "key": key}
        return TemplateResponse(request, "desk/queue/dispatch.html", context, status=422 if form.is_bound else 200)
    to = form.cleaned_data["lead"]
    results = [_tried(case, lambda case=case: _dispatch(request, case, key, to)) for case in cases]  # type: ignore[misc]
    return _told(request, results, "dispatch")


def _chosen(request: SignedIn) -> tuple[list[UUID], UUID | None]:
    try:
        return [UUID(row) for row in request.POST.getlist("row")][:MOST_AT_ONCE], UUID(request.POST.get("key", ""))
    except ValueError:
        return [], None


def _accept(request: SignedIn, assignment: Assignment, key: UUID) -> None:
    accept(assignment, Visit(request.actor, clock.now(), uuid5(key, str(assignment.pk))))


def _dispatch(request: SignedIn, case: Case, key: UUID, lead: Department) -> None:
    dispatch(case, Visit(request.actor, clock.now(), uuid5(key, str(case.pk))), lead=lead)


def _tried(case: Case, act: Callable[[], None]) -> Result:
    try:
        act()
    except Refused as refused:
        return Result(case, refused.whole)
    return Result(case)


def _told(request: SignedIn, results: Iterable[Result], act: str) -> TemplateResponse:
    told = list(results)
    refused = [one for one in told if one.refused]
    context = {"done": [one for one in told if not one.refused], "refused": refused, "act": act, "key": new_id()}
    return TemplateResponse(request, "desk/queue/results.html", context, status=422 if refused else 200)
