"""Sheets into the archives: upload, say what columns mean, look at the preview, write, undo."""

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.roles import Role
from wangge.interfaces.desk.cases.sheet import SHEET_TYPE
from wangge.interfaces.desk.imports.forms import MappingForm, UploadForm
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock, trail
from wangge.kernel.masks import mask_id, mask_phone
from wangge.kernel.refused import Refused
from wangge.registers.importing import acts, reading, returning
from wangge.registers.importing.keeping import SHEETS
from wangge.registers.importing.models import Import, RowState, SavedMapping
from wangge.registers.importing.working import left_out, sheet_of

IMPORTERS = (Role.GRID_LEADER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER)
LIMIT, PER_PAGE, SAMPLES = 100, 50, 3
SUBJECT, RETURNED = "import", "returned"
State = Import.State
NUMBER = re.compile(r"\d{7,}[Xx]?", re.ASCII)


@for_roles(*IMPORTERS)
def index(request: SignedIn) -> HttpResponse:
    """Past imports, and a new one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                batch = _begin(form.cleaned_data, request)
        except Refused as refused:
            tell(form, refused)
        else:
            return redirect("desk:import", batch.pk)
    past = acts.imports_seen_by(request.actor).order_by("-pk")[:LIMIT]
    context = {"form": form, "past": [(each, each.name_for(request.actor.user_id)) for each in past]}
    return TemplateResponse(request, "desk/imports/index.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@for_roles(*IMPORTERS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """How far an import is: its columns, what would become of each row, what became of it."""
    return _page(request, batch_of(request, pk))


@require_POST
@for_roles(*IMPORTERS)
def check(request: SignedIn, pk: int) -> HttpResponse:
    """The columns are right: check every row."""
    batch = batch_of(request, pk)
    form = MappingForm(batch, request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                save_as = form.cleaned_data["save_as"]
                acts.check(batch, form.chosen(), save_as=save_as, by=request.actor, at=clock.now())
        except Refused as refused:
            tell(form, refused)
        else:
            return redirect("desk:import", pk)
    return _page(request, batch, form, status=422)


@require_POST
@for_roles(*IMPORTERS)
def write(request: SignedIn, pk: int) -> HttpResponse:
    """Write what can be written."""
    takes = bool(request.POST.get("takes_doubtful"))
    return _do(request, pk, lambda batch: acts.write(batch, takes_doubtful=takes, by=request.actor, at=clock.now()))


@require_POST
@for_roles(*IMPORTERS)
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """Take all of it back."""
    return _do(request, pk, lambda batch: acts.undo(batch, by=request.actor, at=clock.now()))


@require_POST
@for_roles(*IMPORTERS)
def put_aside(request: SignedIn, pk: int) -> HttpResponse:
    """Give it up."""
    return _do(request, pk, lambda batch: acts.put_aside(batch, by=request.actor, at=clock.now()))


@require_safe
@for_roles(*IMPORTERS)
def refused(request: SignedIn, pk: int) -> HttpResponse | FileResponse:
    """The rows that did not come in, as the same sheet with a column that says why: to whoever brought it, for they are
    not masked."""
    batch = batch_of(request, pk)
    if not _has_brought(batch, request):
        raise Http404
    try:
        file = returning.returned(batch, sheet_of(batch))
    except Refused as refusal:
        messages.error(request, refusal.whole)
        return redirect("desk:import", pk)
    why = _("取回退回的行")
    trail.look(SUBJECT, batch.pk, RETURNED, by=request.actor, at=clock.now(), reason=why, area_code=batch.area_code)
    name = _("退回-%(file)s.xlsx") % {"file": batch.name_for(request.actor.user_id).rsplit(".", 1)[0]}
    return FileResponse(file, as_attachment=True, filename=name, content_type=SHEET_TYPE)


def batch_of(request: SignedIn, pk: int) -> Import:
    """An import of the actor's own ground."""
    return get_object_or_404(acts.imports_seen_by(request.actor), pk=pk)


def _has_brought(batch: Import, request: SignedIn) -> bool:
    """Whether the sheet is this person's own: nobody else has its plain rows from us."""
    return batch.user_id == request.actor.user_id


def _page(request: SignedIn, batch: Import, form: MappingForm | None = None, status: int = 200) -> HttpResponse:
    counts = acts.counts_of(batch)
    returned = counts.get(RowState.REFUSED, 0) + counts.get(RowState.DOUBTFUL, 0)
    chosen = request.GET.get("state", "")
    rows = batch.rows.filter(state=chosen) if chosen in RowState.values else batch.rows.all()
    is_own = _has_brought(batch, request)
    context = {
        "batch": batch,
        "name": batch.name_for(request.actor.user_id),
        "is_own": is_own,
        "form": form or MappingForm(batch),
        "is_mapping": batch.state == State.MAPPING or form is not None,
        "left_out": left_out(batch) if is_own and batch.state == State.MAPPING else [],
        "samples": _samples(batch) if is_own and batch.state in (State.MAPPING, State.CHECKED) else [],
        "states": [(state.value, state.label, counts.get(state.value, 0)) for state in RowState],
        "counts": counts,
        "done": sum(counts.values()),
        "writable": counts.get(RowState.NEW, 0) + counts.get(RowState.CHANGED, 0),
        "returned": returned,
        "is_swept": returned > 0 and not batch.rows.exists(),
        "state": chosen,
        "page": Paginator(rows.order_by("number"), PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "desk/imports/show.html", context, status=status)


def _samples(batch: Import) -> list[tuple[str, list[str]]]:
    """Each column with what stands in the first rows."""
    try:
        lines = list(islice(sheet_of(batch).lines(), SAMPLES))
    except Refused:
        return []
    return [
        (column, [NUMBER.sub(_masked, line.cells[place]) for line in lines if line.cells[place]])
        for place, column in enumerate(batch.columns)
    ]


def _masked(found: re.Match[str]) -> str:
    return mask_id(found[0]) if len(found[0]) > len("13812345678") else mask_phone(found[0])


def _do(request: SignedIn, pk: int, act: Callable[[Import], Any]) -> HttpResponse:
    try:
        with transaction.atomic():
            act(batch_of(request, pk))
    except Refused as refused:
        messages.error(request, refused.whole)
    return redirect("desk:import", pk)


def _begin(said: dict[str, Any], request: SignedIn) -> Import:
    upload = said["file"]
    if upload.size > settings.UPLOAD_LIMIT:
        size = settings.UPLOAD_LIMIT // (1024 * 1024)
        mend = _("请拆成几份，或请管理员用命令行导入。")
        raise Refused(_("文件太大，不能超过 %(size)s MB。") % {"size": size}, field="file", mend=mend)
    kept = SHEETS.keep(upload.chunks())
    try:
        saved = SavedMapping.objects.filter(pk=said["saved"] or 0, archive=said["archive"]).first()
        return acts.begin(
            said["archive"],
            reading.read(lambda: SHEETS.opened(kept)),
            file_name=upload.name or "",
            kept=kept,
            saved=saved.name if saved else "",
            by=request.actor,
            at=clock.now(),
        )
    except Refused:
        SHEETS.remove(kept)
        raise
