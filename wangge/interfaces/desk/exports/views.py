"""One's own exports: ask for a list, see how far it is, take the file, remove it."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.interfaces.desk.exports.forms import LISTS, TYPES, ExportForm
from wangge.interfaces.desk.exports.told import narrowed_by
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.refusals import tell
from wangge.interfaces.shared.searching import said
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.exporting import acts
from wangge.registers.exporting.models import Archive, Export, Kind, Narrowing
from wangge.registers.writing import KEEPERS

LIMIT = 100


@never_cache
@require_safe
@for_roles(*KEEPERS)
def index(request: SignedIn) -> HttpResponse:
    """What one has asked for, the latest first."""
    exports = list(acts.exports_of(request.actor).order_by("-pk")[:LIMIT])
    context = {
        "rows": [(export, narrowed_by(export.filters)) for export in exports],
        "is_busy": any(export.is_busy for export in exports),
        "days": settings.KEPT_DAYS_EXPORTS,
    }
    return TemplateResponse(request, "desk/exports/index.html", context)


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def ask(request: SignedIn, archive: Archive) -> HttpResponse:
    """Ask for a list, narrowed as the address says; a narrowing that is wrong goes back to the list."""
    shown = LISTS[archive]
    narrowing = shown.form(said(request), actor=request.actor)
    filters = acts.without_plain_number(narrowing.filters())
    back = f"{reverse(shown.url_name)}?{request.GET.urlencode()}"
    if narrowing.errors:
        return redirect(back)
    form = ExportForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid() and _is_asked(form, filters, request):
        return redirect("desk:exports")
    context = {
        "archive": archive.label,
        "narrowed": narrowed_by(filters),
        "count": filters.apply(request.actor, clock.today()).count(),
        "back": back,
        "days": settings.KEPT_DAYS_EXPORTS,
    }
    return asked(request, "desk/exports/ask.html", form, **context)


@never_cache
@require_safe
@for_roles(*KEEPERS)
def download(request: SignedIn, pk: int) -> HttpResponse | FileResponse:
    """The file, for whoever asked for it."""
    export = _own(request, pk)
    try:
        file = acts.take(export, by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, refused.whole)
        return redirect("desk:exports")
    moment = timezone.localtime(export.asked_at).strftime("%Y%m%d-%H%M")
    words = {"archive": export.get_archive_display(), "moment": moment, "kind": export.kind}
    name = _("%(archive)s名册-%(moment)s.%(kind)s") % words
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[Kind(export.kind)])


@require_POST
@for_roles(*KEEPERS)
def remove(request: SignedIn, pk: int) -> HttpResponse:
    """The file is no longer needed."""
    with transaction.atomic():
        acts.remove(_own(request, pk), by=request.actor)
    return redirect("desk:exports")


def _is_asked(form: ExportForm, filters: Narrowing, request: SignedIn) -> bool:
    """What is refused is told in the form."""
    given = form.cleaned_data
    try:
        with transaction.atomic():
            acts.ask(filters, given["kind"], reason=given["reason"], key=given["key"], by=request.actor, at=clock.now())
    except Refused as refused:
        tell(form, refused)
    return form.is_valid()


def _own(request: SignedIn, pk: int) -> Export:
    return get_object_or_404(acts.exports_of(request.actor), pk=pk)
