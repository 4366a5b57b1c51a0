"""Imports of files of areas: upload, report, mend in place, import the rest."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.areas.importing import acts, mapping, reading
from wangge.areas.importing.reporting import report_on
from wangge.areas.models import AreaImport, ImportRow
from wangge.interfaces.desk.areas.forms import MendForm, UploadForm
from wangge.interfaces.desk.areas.views import EDITORS
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused

LIMIT = 100


@for_roles(*EDITORS)
def index(request: SignedIn) -> HttpResponse:
    """Past imports, and a new one: the file is checked, nothing is written yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                batch = _begin(form.cleaned_data, request)
        except Refused as refused:
            tell(form, refused)
        else:
            return redirect("desk:area_import", batch.pk)
    past = AreaImport.objects.filter(area_code__startswith=request.actor.area_code).order_by("-pk")[:LIMIT]
    context = {"form": form, "past": past}
    return TemplateResponse(request, "desk/areas/imports.html", context, status=422 if form.errors else 200)


@for_roles(*EDITORS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """The report, with a form at each row that waits for a person."""
    batch = _batch(request, pk)
    report = report_on(batch)
    states = [(ImportRow.State(state).label, count) for state, count in report.states.items()]
    refused = [line for line in report.lines if line.row.state == ImportRow.State.REFUSED]
    parents = {
        finding.facts["parent"]: finding.facts["parent_name"].strip()
        for line in refused
        for finding in line.findings
        if finding.kind == "parent_unknown"
    }
    context = {
        "batch": batch,
        "report": report,
        "states": states,
        "refused": refused[:LIMIT],
        "others": [line for line in report.lines if line not in refused][:LIMIT],
        "parents": parents,
        "ready": report.states.get(ImportRow.State.READY, 0),
        "suggested": sum(1 for line in refused if line.row.suggestion),
        "is_open": batch.state != AreaImport.State.PUT_ASIDE,
    }
    return TemplateResponse(request, "desk/areas/import.html", context)


@require_POST
@for_roles(*EDITORS)
def carry_out(request: SignedIn, pk: int) -> HttpResponse:
    """Import the good rows."""
    return _do(request, pk, acts.carry_out, _("可导入的行已导入。"))


@require_POST
@for_roles(*EDITORS)
def put_aside(request: SignedIn, pk: int) -> HttpResponse:
    """Give up the rest."""
    return _do(request, pk, acts.put_aside, _("已放弃这次导入的其余各行。"))


@require_POST
@for_roles(*EDITORS)
def take_suggestions(request: SignedIn, pk: int) -> HttpResponse:
    """Mend every row that has a suggestion as suggested."""
    numbers = list(_batch(request, pk).rows.filter(state=ImportRow.State.REFUSED).values_list("number", flat=True))
    return _do(request, pk, acts.take_suggestions, _("已按建议修正。"), numbers=numbers)


@require_POST
@for_roles(*EDITORS)
def make_parent(request: SignedIn, pk: int) -> HttpResponse:
    """Make a missing area above from its rows."""
    said = {"code": request.POST.get("code", ""), "name": request.POST.get("name", "")}
    return _do(request, pk, acts.make_parent, _("已补建上级。"), **said)


@require_POST
@for_roles(*EDITORS)
def mend(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """What a person says of one row."""
    row = get_object_or_404(_batch(request, pk).rows.select_related("batch"), number=number)
    form = MendForm(request.POST)
    if form.is_valid():
        try:
            row = acts.mend(row, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            messages.error(request, refused.whole)
        else:
            messages.info(request, _("第 %(row)d 行：%(state)s") % {"row": number, "state": row.get_state_display()})
    return redirect("desk:area_import", pk)


def _do(request: SignedIn, pk: int, act: Callable[..., Any], done: str, **what: Any) -> HttpResponse:
    try:
        act(_batch(request, pk), by=request.actor, at=clock.now(), **what)
    except Refused as refused:
        messages.error(request, refused.whole)
    else:
        messages.success(request, done)
    return redirect("desk:area_import", pk)


def _begin(said: dict[str, Any], request: SignedIn) -> AreaImport:
    layer = _read(said["file"])
    chosen = mapping.load(said["mapping"]) if said["mapping"] in mapping.names() else mapping.guess(layer)
    others = [_read(said["codes_from"])] if said["codes_from"] else []
    chosen = replace(chosen, crs=said["crs"] or chosen.crs, code_by_name=chosen.code_by_name or bool(others))
    pairs = acts.names_to_codes(others, chosen)
    return acts.begin(layer, chosen, by=request.actor, at=clock.now(), name_codes=pairs)


def _read(upload: Any) -> reading.Layer:
    """The content decides what it is; the name given by the person is only shown."""
    with NamedTemporaryFile(suffix=Path(upload.name or "").suffix[:10]) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        return reading.read(Path(kept.name), Path(upload.name or "").name)


def _batch(request: SignedIn, pk: int) -> AreaImport:
    return get_object_or_404(AreaImport, pk=pk, area_code__startswith=request.actor.area_code)
