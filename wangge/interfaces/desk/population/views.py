"""The figures of an area, and the same as a sheet."""

from django.http import FileResponse, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from wangge.accounts.actors import Actor
from wangge.accounts.roles import WORKING
from wangge.interfaces.desk.cases.sheet import SHEET_TYPE
from wangge.interfaces.desk.overview.ground import ground
from wangge.interfaces.desk.population.forms import AskedForm
from wangge.interfaces.desk.population.sheet import sheet
from wangge.interfaces.desk.population.told import Told, tell
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.kernel import clock
from wangge.registers.basis.datasets import CARE, PERSON, RESIDENCE
from wangge.registers.basis.sight import Sight
from wangge.registers.writing import KEEPERS

COUNTED = (
    *((PERSON, field) for field in ("sex", "born_on", "education")),
    *((RESIDENCE, field) for field in ("capacity", "presence")),
    (CARE, "kind"),
)
FIELDS = ("sense", "sex", "capacity", "presence", "education", "age_from", "age_to")


@require_safe
@for_roles(*sorted(WORKING))
def show(request: SignedIn) -> HttpResponse:
    """Numbers, pyramid, map and table of one's own ground, or of an area within it."""
    form, told = _asked(request)
    filters = request.GET.copy()
    filters.pop("area", None)
    context = {
        "form": form,
        "fields": [form[name] for name in FIELDS],
        "told": told,
        "ground": told.ground,
        "filters": f"&{filters.urlencode()}" if filters else "",
        "query": request.GET.urlencode(),
        "keeps": request.actor.role in KEEPERS,
        "at": clock.now(),
    }
    return TemplateResponse(request, "desk/population/show.html", context)


@require_safe
@for_roles(*sorted(WORKING))
def take_along(request: SignedIn) -> FileResponse:
    """What the page shows, as a sheet; no personal data."""
    _form, told = _asked(request)
    now = clock.now()
    name = f"wangge-population-{told.ground.code}-{clock.day_of(now):%Y%m%d}.xlsx"
    file = sheet(told, by=request.actor.name, at=now)
    return FileResponse(file, as_attachment=True, filename=name, content_type=SHEET_TYPE)


def _asked(request: SignedIn) -> tuple[AskedForm, Told]:
    here = ground(request.actor, request.GET.get("area", ""))
    said = request.GET.copy()
    said.setdefault("sense", "actual")
    said["area"] = here.code
    form = AskedForm(said)
    return form, tell(here, form.asked(), clock.today(), is_exact=_sees_each(request.actor))


def _sees_each(actor: Actor) -> bool:
    """Whether somebody keeps the archive and sees of each person what is counted here."""
    sight = Sight.of(actor.role, clock.today())
    return actor.role in KEEPERS and all(sight.shows(*field) for field in COUNTED)
