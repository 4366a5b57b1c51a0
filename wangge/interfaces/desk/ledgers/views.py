"""Three registers of the same shape: a list, a form; an incident is followed until it is closed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.accounts.roles import Role
from wangge.interfaces.desk.ledgers.forms import (
    AssessmentForm,
    DisclosureForm,
    FollowForm,
    IncidentForm,
    LineForm,
)
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock
from wangge.registers.rights import actions
from wangge.registers.rights.actions.ledgers import WRITERS
from wangge.registers.rights.models import Assessment, Disclosure, Incident

READERS = (*sorted(WRITERS), Role.AUDIT_ADMIN, Role.LEADER)


@dataclass(frozen=True)
class Ledger:
    """One register: its name, its model, its form, its act, and the columns of its list."""

    name: str
    title: Promise
    model: type[Model]
    form: type[LineForm]
    write: Callable[..., Model]
    columns: tuple[str, ...]


LEDGERS = (
    Ledger(
        "disclosures",
        gettext_lazy("对外提供台账"),
        Disclosure,
        DisclosureForm,
        actions.disclose,
        ("given_on", "recipient", "way", "purpose", "fields", "people_count", "basis", "written_name"),
    ),
    Ledger(
        "assessments",
        gettext_lazy("影响评估台账"),
        Assessment,
        AssessmentForm,
        actions.assess,
        ("assessed_on", "title", "occasion", "risk", "measures", "again_on", "written_name"),
    ),
    Ledger(
        "incidents",
        gettext_lazy("安全事件台账"),
        Incident,
        IncidentForm,
        actions.report_incident,
        ("found_at", "title", "kind", "people_count", "authority_told_at", "people_told_at", "closed_at"),
    ),
)


@for_roles(*READERS)
def index(request: SignedIn) -> HttpResponse:
    """The registers."""
    return redirect("desk:ledger", LEDGERS[0].name)


@for_roles(*READERS)
def lines(request: SignedIn, name: str) -> HttpResponse:
    """One register, the latest first."""
    ledger = _ledger(name)
    page = page_of(ledger.model._default_manager.all(), request, order="-written_at")
    context = {
        "ledger": ledger,
        "ledgers": LEDGERS,
        "page": page,
        "titles": [ledger.model._meta.get_field(column).verbose_name for column in ledger.columns],  # type: ignore[union-attr]
        "rows": [(row, [_told(row, column) for column in ledger.columns]) for row in page.rows],
        "may_write": request.actor.role in WRITERS,
    }
    return TemplateResponse(request, "desk/ledgers/lines.html", context)


@for_roles(*sorted(WRITERS))
def new(request: SignedIn, name: str) -> HttpResponse:
    """Another line."""
    ledger = _ledger(name)
    form = ledger.form(request.POST or None)
    if form.do(lambda: ledger.write(form.facts(), **_by(form, request))):
        messages.success(request, _("已登记。"))
        return redirect("desk:ledger", name)
    return asked(request, "desk/ledgers/new.html", form, ledger=ledger)


@for_roles(*READERS)
def incident(request: SignedIn, pk: int) -> HttpResponse:
    """One incident, and what has been done since."""
    row = get_object_or_404(Incident, pk=pk)
    may_write = request.actor.role in WRITERS and row.closed_at is None
    form = FollowForm(request.POST or None, instance=Incident.objects.get(pk=pk)) if may_write else None
    if form and form.do(lambda: actions.follow_incident(row, form.facts(), **_by(form, request))):
        messages.success(request, _("已保存。"))
        return redirect("desk:incident", pk)
    facts = [(field.verbose_name, _told(row, field.name)) for field in Incident._meta.concrete_fields[2:]]
    return asked(request, "desk/ledgers/incident.html", form, incident=row, facts=facts)


def _by(form: LineForm, request: SignedIn) -> dict[str, Any]:
    return {"by": request.actor, "at": clock.now(), "key": form.cleaned_data["key"]}


def _ledger(name: str) -> Ledger:
    found = next((ledger for ledger in LEDGERS if ledger.name == name), None)
    if found is None:
        raise Http404
    return found


def _told(row: Model, column: str) -> Any:
    if hasattr(row, f"get_{column}_display"):
        return getattr(row, f"get_{column}_display")()
    value = getattr(row, column)
    return "、".join(value) if isinstance(value, list) else value
