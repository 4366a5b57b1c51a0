"""The list of organisations."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from wangge.accounts.roles import WORKING
from wangge.interfaces.desk.organisations.forms import OrganisationFilter
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock
from wangge.registers.organisations.models import Hazard, Organisation
from wangge.registers.writing import KEEPERS


@require_safe
@for_roles(*WORKING)
def index(request: SignedIn) -> HttpResponse:
    """The organisations of one's ground, by name."""
    form = OrganisationFilter(request.GET, actor=request.actor)
    page = page_of(form.filters().apply(request.actor, clock.today()), request, order="name")
    hazards = _hazards(page.rows)
    context = {
        "form": form,
        "page": page,
        "rows": [(each, hazards.get(each.pk, [])) for each in page.rows],
        "today": clock.today(),
        "may_write": request.actor.role in KEEPERS,
    }
    return TemplateResponse(request, "desk/organisations/index.html", context)


def _hazards(rows: Iterable[Organisation]) -> dict[int, list[Hazard]]:
    found: dict[int, list[Hazard]] = {}
    for hazard in Hazard.objects.filter(organisation__in=list(rows), gone_on=None).order_by("found_on"):
        found.setdefault(hazard.organisation_id, []).append(hazard)
    return found
