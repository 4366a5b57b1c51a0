"""All dwellings of a building go to another building, and come back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.interfaces.desk.buildings.forms import MoveForm, UndoForm, building_lines
from wangge.interfaces.desk.buildings.showing import building_of, building_page
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, sent
from wangge.interfaces.shared.cases.choosing import answer
from wangge.kernel.models import Record
from wangge.registers.buildings import actions, queries
from wangge.registers.buildings.models import Building
from wangge.registers.writing import KEEPERS


@require_POST
@for_roles(*KEEPERS)
def choose(request: SignedIn) -> HttpResponse:
    """The buildings that an address may mean."""
    return answer(request, building_lines)


@ASKED_AND_SENT
@for_roles(*KEEPERS)
def move(request: SignedIn, pk: int) -> HttpResponse:
    """To which building, and why."""
    found = building_of(request.actor, pk)
    form = MoveForm(sent(request), actor=request.actor)
    moved = form.do(lambda: actions.move_dwellings(found, form.cleaned_data["to"], form.hand(request.actor)))
    if moved:
        messages.success(
            request, _("已从“%(address)s”搬来 %(count)s 户。") % {"address": found.address, "count": moved}
        )
        return redirect("desk:building", form.cleaned_data["to"].pk)
    return asked(
        request,
        "desk/archive/form.html",
        form,
        title=_("“%(address)s”整栋搬移") % {"address": found.address},
        back=reverse("desk:building", args=[pk]),
        hint=_("这栋楼在档的 %(count)s 户全部改列到另一栋楼，地址随之更改。搬错了可以在那栋楼的页面撤销。")
        % {"count": len(queries.dwellings_of(found))},
    )


@require_POST
@for_roles(*KEEPERS)
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """The dwellings of the latest move go back."""
    found, form = building_of(request.actor, pk), UndoForm(request.POST)
    back = form.do(lambda: actions.undo_move(_move(found, form), form.hand(request.actor)))
    if back:
        messages.success(request, _("已撤销搬移，%(count)s 户回到原来的楼栋。") % {"count": back})
        return redirect("desk:building", pk)
    return building_page(request, found, undo_form=form, status=422)


def _move(into: Building, form: UndoForm) -> Record:
    return get_object_or_404(queries.moves_into(into), pk=form.cleaned_data["move"])
