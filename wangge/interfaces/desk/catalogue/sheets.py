"""Sheets: a town's own goes in, a version goes out."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wangge.cases.catalogue import queries
from wangge.cases.catalogue.sheets import SheetReading, read_sheets, vague_units, write_csv, write_xlsx
from wangge.cases.catalogue.taking_in import import_lines
from wangge.interfaces.desk.catalogue.forms import SheetForm
from wangge.interfaces.desk.catalogue.roles import EDITORS, READERS
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused

WRITERS = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}


@for_roles(*EDITORS)
def take_in(request: SignedIn) -> HttpResponse:
    """Check a sheet, or check it and take its good rows in."""
    form = SheetForm(request.POST or None, request.FILES or None)
    reading: SheetReading | None = None
    if request.method == "POST" and form.is_valid():
        try:
            reading = read_sheets(form.cleaned_data["file"].name, form.cleaned_data["file"].read())
            if "import" in request.POST and reading.lines:
                _take_in(form, reading, request)
                if not reading.faults:
                    return redirect("desk:catalogue")
        except Refused as refused:
            tell(form, refused)
    context = {
        "reading": reading,
        "notes": reading.notes_by_sentence() if reading else [],
        "versions": queries.versions(),
        "vague_units": vague_units(),
    }
    return asked(request, "desk/catalogue/import.html", form, **context)


def _take_in(form: SheetForm, reading: SheetReading, request: SignedIn) -> None:
    words = form.cleaned_data
    tally = import_lines(
        reading.lines,
        code=words["code"],
        name=words["name"],
        on=words["on"],
        by=request.actor,
        at=clock.now(),
        key=words["key"],
    )
    sentence = _("新增小类 %(new_categories)d 个；立案条件：新增 %(new)d，改动 %(changed)d，未变 %(unchanged)d。")
    messages.success(request, sentence % tally.facts())


@for_roles(*READERS)
def give_out(request: SignedIn) -> HttpResponse:
    """A version as it stands today, as xlsx or csv."""
    version = queries.versions().filter(code=request.GET.get("version", "")).first()
    write, content_type = WRITERS.get(request.GET.get("format", "xlsx"), (None, ""))
    if version is None or write is None:
        raise Http404
    day = clock.today() if version.is_in_force(clock.today()) else version.from_on
    response = HttpResponse(write(queries.lines_of(version, day)), content_type=content_type)
    name = quote(f"{version.code}-{day:%Y%m%d}.{request.GET.get('format', 'xlsx')}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
