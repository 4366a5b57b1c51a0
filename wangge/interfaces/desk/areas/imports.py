"""Imports of files of areas: upload, report, mend in place, import the rest."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlencode

import shapely
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wangge.areas.importing import acts, mapping, reading
from wangge.areas.importing.reporting import Report, report_on
from wangge.areas.levels import Level
from wangge.areas.models import AreaImport, ImportRow
from wangge.interfaces.desk.areas.columns import CHOICES, Column, columns_of, corrected
from wangge.interfaces.desk.areas.forms import MendForm, UploadForm
from wangge.interfaces.desk.areas.views import EDITORS
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused

LIMIT = 100
PER_PAGE = 25
State = ImportRow.State


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
    return asked(request, "desk/areas/imports.html", form, past=past)


@for_roles(*EDITORS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """What was found: a map, the columns, and a form at each row that waits for a person."""
    batch = batch_of(request, pk)
    report = report_on(batch)
    chosen = request.GET.get("state") or (State.REFUSED if report.states.get(State.REFUSED) else "")
    lines = [line for line in report.lines if not chosen or line.row.state == chosen]
    columns, bounds = columns_of(batch), _bounds(batch)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "report": report,
        "states": [(state, State(state).label, count) for state, count in report.states.items()],
        "state": chosen,
        "page": page,
        "shown": [(line, bounds.get(line.row.number, "")) for line in page],
        "columns": columns,
        "meanings": CHOICES,
        "levels": Level.choices,
        "has_meanings": _is_understood(columns, batch),
        "may_remap": batch.state == AreaImport.State.CHECKED,
        "parents": _missing_parents(report),
        "ready": report.states.get(State.READY, 0),
        "suggested": batch.rows.filter(state=State.REFUSED).exclude(suggestion={}).count(),
        "is_open": batch.state != AreaImport.State.PUT_ASIDE,
    }
    return TemplateResponse(request, "desk/areas/import.html", context)


@require_safe
@for_roles(*EDITORS)
def row(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """The row in the list, wherever it stands by now."""
    return redirect(_address(batch_of(request, pk), number))


@require_safe
@for_roles(*EDITORS)
def report(request: SignedIn, pk: int) -> HttpResponse:
    """The whole report as a text file, for whoever keeps the source."""
    batch = batch_of(request, pk)
    answer = HttpResponse(report_on(batch).text(), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{Path(batch.file_name).stem}.txt") or ""
    return answer


@require_POST
@for_roles(*EDITORS)
def remap(request: SignedIn, pk: int) -> HttpResponse:
    """Another meaning of the columns."""
    batch = batch_of(request, pk)
    try:
        acts.remap(batch, corrected(batch, request.POST.dict()), by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, f"{refused}{refused.mend}")
    else:
        messages.success(request, _("已按新的字段对应重新检查。"))
    return redirect("desk:area_import", pk)


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
    numbers = list(batch_of(request, pk).rows.filter(state=State.REFUSED).values_list("number", flat=True))
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
    row = get_object_or_404(batch_of(request, pk).rows.select_related("batch"), number=number)
    form = MendForm(request.POST)
    if form.is_valid():
        try:
            row = acts.mend(row, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            messages.error(request, refused.whole)
        else:
            messages.info(request, _("第 %(row)d 行：%(state)s") % {"row": number, "state": row.get_state_display()})
            number = _next_refused(row) or number
    return redirect(_address(row.batch, number))


def _do(request: SignedIn, pk: int, act: Callable[..., Any], done: str, **what: Any) -> HttpResponse:
    try:
        act(batch_of(request, pk), by=request.actor, at=clock.now(), **what)
    except Refused as refused:
        messages.error(request, refused.whole)
    else:
        messages.success(request, done)
    return redirect("desk:area_import", pk)


def _begin(said: dict[str, Any], request: SignedIn) -> AreaImport:
    layer = _read(said["file"])
    level = Level(said["level"]) if said["level"] else None
    chosen = mapping.load(said["mapping"]) if said["mapping"] in mapping.names() else mapping.guess(layer, level)
    others = [_read(each) for each in said["codes_from"]]
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


def _is_understood(columns: Iterable[Column], batch: AreaImport) -> bool:
    """Whether it is known where the code and the name of a row stand."""
    known = {column.meaning for column in columns}
    return "name" in known and ("code" in known or bool(batch.mapping.get("code_by_name")))


def _missing_parents(report: Report) -> dict[str, str]:
    """Code and name of each area above that refused rows name and that does not stand."""
    return {
        finding.facts["parent"]: finding.facts["parent_name"].strip()
        for line in report.lines
        for finding in line.findings
        if finding.kind == "parent_unknown"
    }


def _bounds(batch: AreaImport) -> dict[int, str]:
    """West, south, east, north of each row that has a shape, by number."""
    drawn = {row.number: bytes(row.geometry or b"") for row in batch.rows.exclude(geometry=None)}
    boxes = shapely.bounds(shapely.from_wkb(list(drawn.values()))).round(6)
    return {number: ",".join(map(str, box)) for number, box in zip(drawn, boxes.tolist(), strict=True)}


def _next_refused(row: ImportRow) -> int | None:
    waiting = row.batch.rows.filter(state=State.REFUSED, number__gt=row.number).order_by("number")
    return waiting.values_list("number", flat=True).first()


def _address(batch: AreaImport, number: int) -> str:
    """The page of the list on which a row stands, at the row."""
    row = get_object_or_404(batch.rows, number=number)
    before = batch.rows.filter(state=row.state, number__lt=number).exclude(findings=[]).count()
    query = urlencode({"state": row.state, "page": before // PER_PAGE + 1})
    return f"{reverse('desk:area_import', args=[batch.pk])}?{query}#row-{number}"


def batch_of(request: SignedIn, pk: int) -> AreaImport:
    """An import of the actor's own range."""
    return get_object_or_404(AreaImport, pk=pk, area_code__startswith=request.actor.area_code)
