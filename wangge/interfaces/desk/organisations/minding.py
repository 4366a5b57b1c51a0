"""Whom to call at an organisation, what is dangerous there, when it was inspected."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.interfaces.desk.archive.forms import KeyedForm, ReasonForm
from wangge.interfaces.desk.archive.revealing import is_shown
from wangge.interfaces.desk.organisations.forms import ContactForm, DayForm, HazardForm, InspectedForm
from wangge.interfaces.desk.organisations.showing import organisation_of, page
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.sight import sight_of
from wangge.registers.organisations import actions, queries
from wangge.registers.organisations.looking import contact_for
from wangge.registers.organisations.models import Contact
from wangge.registers.writing import KEEPERS


@require_POST
@for_roles(*KEEPERS)
def inspected(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody was there."""
    found, form = organisation_of(request.actor, pk), InspectedForm(request.POST)
    if form.do(lambda: actions.inspected(found, form.cleaned_data["next_on"], form.hand(request.actor))):
        messages.success(request, _("已登记检查。"))
        return redirect("desk:organisation", pk)
    return page(request, found, status=422, inspected_form=form)


@require_POST
@for_roles(*KEEPERS)
def contact(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody is in charge."""
    found, form = organisation_of(request.actor, pk), ContactForm(request.POST)
    if form.do(lambda: _named(form, found.pk, request)):
        messages.success(request, _("已登记联系人。"))
        return redirect("desk:organisation", pk)
    return page(request, found, status=422, contact_form=form)


@require_POST
@for_roles(*KEEPERS)
def drop(request: SignedIn, pk: int) -> HttpResponse:
    """Nobody is in charge of this any more."""
    found, form = _contact(request, pk), KeyedForm(request.POST)
    if form.is_valid():
        actions.drop_contact(found, form.hand(request.actor))
        messages.success(request, _("已删除联系人，原登记留在变动里。"))
    return redirect("desk:organisation", found.organisation_id)


@require_POST
@never_cache
@for_roles(*KEEPERS)
def reveal(request: SignedIn, pk: int) -> HttpResponse:
    """Name and phone, to somebody who says why."""
    found, form = _contact(request, pk), ReasonForm(request.POST)
    is_plain = is_shown(form, "contact", found.pk, found.area_code, request.actor)
    status, shown = (200, found.pk) if is_plain else (422, None)
    if "HX-Request" in request.headers:
        seen = contact_for(found, sight_of(request.actor))
        context = {"contact": seen, "reveal_form": form, "revealed": shown, "tried": found.pk, "keeps": True}
        context |= {"organisation": found.organisation, "plain_form": KeyedForm()}
        return TemplateResponse(request, "desk/organisations/contact.html", context, status=status)
    organisation = organisation_of(request.actor, found.organisation_id)
    return page(request, organisation, status=status, reveal_form=form, revealed=shown, tried=found.pk)


@require_POST
@for_roles(*KEEPERS)
def hazard(request: SignedIn, pk: int) -> HttpResponse:
    """Something dangerous was found."""
    found, form = organisation_of(request.actor, pk), HazardForm(request.POST)
    if form.do(lambda: actions.find_hazard(found, form.facts(), form.hand(request.actor))):
        messages.success(request, _("已登记隐患。"))
        return redirect("desk:organisation", pk)
    return page(request, found, status=422, hazard_form=form)


@require_POST
@for_roles(*KEEPERS)
def end(request: SignedIn, pk: int) -> HttpResponse:
    """The danger is gone."""
    danger = get_object_or_404(queries.hazards_seen_by(request.actor), pk=pk)
    found, form = organisation_of(request.actor, danger.organisation_id), DayForm(request.POST)
    if form.do(lambda: actions.end_hazard(danger, form.cleaned_data["on"], form.hand(request.actor))):
        messages.success(request, _("已登记隐患消除。"))
        return redirect("desk:organisation", found.pk)
    return page(request, found, status=422, end_form=form, ended=danger.pk)


def _named(form: ContactForm, pk: int, request: SignedIn) -> Contact:
    given = form.cleaned_data
    hand, organisation = form.hand(request.actor), organisation_of(request.actor, pk)
    return actions.name_contact(organisation, given["part"], given["name"], given["phone"], hand)


def _contact(request: SignedIn, pk: int) -> Contact:
    return get_object_or_404(queries.contacts_seen_by(request.actor).select_related("organisation"), pk=pk)
