"""Organisations are added, corrected, closed, opened again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.interfaces.desk.archive.forms import KeyedForm
from wangge.interfaces.desk.organisations.forms import DayForm, OrganisationForm
from wangge.interfaces.desk.organisations.showing import organisation_of, page
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, sent
from wangge.interfaces.shared.cases.choosing import number_in
from wangge.registers.buildings import queries as buildings
from wangge.registers.organisations import actions
from wangge.registers.writing import KEEPERS


@ASKED_AND_SENT
@for_roles(*KEEPERS)
def new(request: SignedIn) -> HttpResponse:
    """An organisation that the archive lacks; `?building=` or `?dwelling=` says where."""
    form = OrganisationForm(sent(request), actor=request.actor, initial={"address": _address(request)})
    made = form.do(lambda: actions.add_organisation(form.facts(), form.seat(), form.hand(request.actor)))
    if made:
        messages.success(request, _("已登记“%(name)s”。") % {"name": made.name})
        return redirect("desk:organisation", made.pk)
    return asked(request, "desk/archive/form.html", form, title=_("登记单位"), back=reverse("desk:organisations"))


@ASKED_AND_SENT
@for_roles(*KEEPERS)
def change(request: SignedIn, pk: int) -> HttpResponse:
    """What is known of an organisation was wrong, or it has moved."""
    found = organisation_of(request.actor, pk)
    form = OrganisationForm.of(found, sent(request), actor=request.actor)
    act = actions.change_organisation
    if form.do(lambda: act(found, form.facts(), form.seat(), form.hand(request.actor))):
        messages.success(request, _("已保存。"))
        return redirect("desk:organisation", pk)
    title = _("更正“%(address)s”") % {"address": found.name}
    return asked(request, "desk/archive/form.html", form, title=title, back=reverse("desk:organisation", args=[pk]))


@require_POST
@for_roles(*KEEPERS)
def close(request: SignedIn, pk: int) -> HttpResponse:
    """It has closed or moved away."""
    found, form = organisation_of(request.actor, pk), DayForm(request.POST)
    if form.do(lambda: actions.close_organisation(found, form.cleaned_data["on"], form.hand(request.actor))):
        messages.success(request, _("“%(name)s”已登记停业。") % {"name": found.name})
        return redirect("desk:organisation", pk)
    return page(request, found, status=422, close_form=form)


@require_POST
@for_roles(*KEEPERS)
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    """It works again."""
    found, form = organisation_of(request.actor, pk), KeyedForm(request.POST)
    if form.do(lambda: actions.reopen_organisation(found, form.hand(request.actor))):
        messages.success(request, _("“%(name)s”已恢复营业。") % {"name": found.name})
        return redirect("desk:organisation", pk)
    return page(request, found, status=422, plain_form=form)


def _address(request: SignedIn) -> str:
    """The address of the place from which one comes, if it is on one's own ground."""
    door, building = (number_in(request.GET.get(name)) for name in ("dwelling", "building"))
    if door:
        place = buildings.dwellings_seen_by(request.actor).filter(pk=door).first()
        return place.address if place else ""
    standing = buildings.buildings_seen_by(request.actor).filter(pk=building or 0).first()
    return standing.address if standing else ""
