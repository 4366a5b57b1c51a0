"""The list of organisations."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.template.response import TemplateResponse

from wangge.accounts.roles import WORKING
from wangge.interfaces.desk.organisations.forms import OrganisationFilter
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.searching import Kept, in_place_of, said, searched
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.organisations import uscc
from wangge.registers.organisations.models import Hazard, Organisation
from wangge.registers.people.queries import number_index
from wangge.registers.writing import KEEPERS


def _by_code(typed: str) -> Kept | None:
    """A credit code may be all digits and stand in the address; a person's number may not."""
    return None if _is_code(typed) else in_place_of(typed)


@ASKED_AND_SENT
@for_roles(*WORKING)
@searched(OrganisationFilter, _by_code)
def index(request: SignedIn) -> HttpResponse:
    """The organisations of one's ground, by name."""
    form = OrganisationFilter(said(request), actor=request.actor)
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


def _is_code(typed: str) -> bool:
    """A credit code by its check sign, and no identity number by its own."""
    try:
        return bool(uscc.read(typed)) and not number_index(typed)
    except Refused:
        return False


def _hazards(rows: Iterable[Organisation]) -> dict[int, list[Hazard]]:
    found: dict[int, list[Hazard]] = {}
    for hazard in Hazard.objects.filter(organisation__in=list(rows), gone_on=None).order_by("found_on"):
        found.setdefault(hazard.organisation_id, []).append(hazard)
    return found
