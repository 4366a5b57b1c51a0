"""Dwellings are added, one or all of a building; corrected; removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.interfaces.desk.archive.forms import KeyedForm
from wangge.interfaces.desk.buildings.forms import DwellingForm, PlanForm
from wangge.interfaces.desk.buildings.showing import building_of, building_page, dwelling_of, dwelling_page
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, sent
from wangge.registers.buildings import actions, queries
from wangge.registers.buildings.models import Building
from wangge.registers.writing import KEEPERS


@ASKED_AND_SENT
@for_roles(*KEEPERS)
def make(request: SignedIn, pk: int) -> HttpResponse:
    """All doors of a building at once."""
    found = building_of(request.actor, pk)
    form = PlanForm.of(found, sent(request))
    made = form.do(lambda: actions.make_dwellings(found, form.plan(), form.hand(request.actor)))
    if made:
        messages.success(request, _("新增 %(count)s 户，已在档的不变。") % {"count": made})
        return redirect("desk:building", pk)
    title = _("“%(address)s”成批生成房屋") % {"address": found.address}
    return asked(request, "desk/archive/form.html", form, title=title, back=reverse("desk:building", args=[pk]))


@ASKED_AND_SENT
@for_roles(*KEEPERS)
def new(request: SignedIn, pk: int) -> HttpResponse:
    """One door more."""
    found = building_of(request.actor, pk)
    form = DwellingForm(sent(request))
    made = form.do(lambda: actions.add_dwelling(found, form.facts(), form.hand(request.actor)))
    if made:
        messages.success(request, _("已登记“%(address)s”。") % {"address": made.address})
        return redirect("desk:dwelling", made.pk)
    title = _("“%(address)s”新增房屋") % {"address": found.address}
    return asked(request, "desk/archive/form.html", form, title=title, back=reverse("desk:building", args=[pk]))


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def change(request: SignedIn, pk: int) -> HttpResponse:
    """What is known of a dwelling was wrong."""
    found = dwelling_of(request.actor, pk)
    form = DwellingForm.of(found, sent(request))
    if form.do(lambda: actions.change_dwelling(found, form.facts(), form.hand(request.actor))):
        messages.success(request, _("已保存。"))
        return redirect("desk:dwelling", pk)
    title = _("更正“%(address)s”") % {"address": found.address}
    return asked(request, "desk/archive/form.html", form, title=title, back=reverse("desk:dwelling", args=[pk]))


@require_POST
@for_roles(*KEEPERS)
def remove(request: SignedIn, pk: int) -> HttpResponse:
    """A door is no more."""
    found, form = dwelling_of(request.actor, pk), KeyedForm(request.POST)
    building: Building = found.building
    if form.do(lambda: actions.remove_dwelling(found, form.hand(request.actor))):
        messages.success(request, _("“%(address)s”已注销，需要时可在这里恢复。") % {"address": found.address})
        return redirect("desk:building", building.pk)
    return dwelling_page(request, found, remove_form=form, status=422)


@require_POST
@for_roles(*KEEPERS)
def restore(request: SignedIn, pk: int) -> HttpResponse:
    """Undo the removal of a door."""
    found = get_object_or_404(queries.gone_doors_seen_by(request.actor).select_related("building__compound"), pk=pk)
    form = KeyedForm(request.POST)
    if form.do(lambda: actions.restore_dwelling(found, form.hand(request.actor))):
        messages.success(request, _("“%(address)s”已恢复在档。") % {"address": found.address})
        return redirect("desk:dwelling", pk)
    return building_page(request, found.building, tried=pk, restore_form=form, status=422)
