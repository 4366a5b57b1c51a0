"""The page of an organisation."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from wangge.accounts.actors import Actor
from wangge.accounts.roles import WORKING
from wangge.areas import queries as areas
from wangge.cases.naming import cases_of_organisation
from wangge.interfaces.desk.archive.forms import KeyedForm, ReasonForm
from wangge.interfaces.desk.archive.tongue import told
from wangge.interfaces.desk.organisations.forms import ContactForm, DayForm, HazardForm, InspectedForm
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock
from wangge.registers.organisations import queries
from wangge.registers.organisations.looking import contact_for
from wangge.registers.organisations.models import Organisation
from wangge.registers.writing import KEEPERS


@require_safe
@for_roles(*WORKING)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """One organisation."""
    return page(request, organisation_of(request.actor, pk))


def organisation_of(actor: Actor, pk: int) -> Organisation:
    """One organisation of the actor's ground; another does not exist."""
    return get_object_or_404(queries.everything_seen_by(actor).select_related("building"), pk=pk)


def page(request: SignedIn, organisation: Organisation, *, status: int = 200, **tried: Any) -> HttpResponse:
    """Everything about it; `tried` are the forms that were refused."""
    actor = request.actor
    sight = sight_of(actor)
    found = queries.contacts_seen_by(actor).filter(organisation=organisation).order_by("part")
    contacts = [contact_for(one, sight) for one in found]
    hazards = list(queries.hazards_seen_by(actor).filter(organisation=organisation).order_by("-found_on", "-pk"))
    context = {
        "organisation": organisation,
        "path": areas.path_of(organisation.area_id).places,
        "contacts": contacts,
        "standing": [each for each in hazards if each.gone_on is None],
        "gone": [each for each in hazards if each.gone_on],
        "story": told(sight, organisation, *contacts, *hazards),
        "named_in": cases_of_organisation(organisation, actor),
        "today": clock.today(),
        "keeps": actor.role in KEEPERS,
        "contact_form": ContactForm(),
        "hazard_form": HazardForm(),
        "end_form": DayForm(),
        "inspected_form": InspectedForm(),
        "close_form": DayForm(),
        "plain_form": KeyedForm(),
        "reveal_form": ReasonForm(),
        "revealed": None,
        **tried,
    }
    return TemplateResponse(request, "desk/organisations/show.html", context, status=status)
