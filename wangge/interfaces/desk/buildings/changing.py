"""Buildings are added, corrected, removed; plates are corrected in bulk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.queries import within
from wangge.interfaces.desk.archive.forms import KeyedForm
from wangge.interfaces.desk.buildings.forms import BuildingForm, RenumberForm, WhereForm
from wangge.interfaces.desk.buildings.showing import building_of, building_page
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, sent
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.searching import said, searched
from wangge.registers.buildings import actions, queries
from wangge.registers.buildings.models import Building
from wangge.registers.writing import KEEPERS

MOST_PLATES = 200


@ASKED_AND_SENT
@for_roles(*KEEPERS)
def new(request: SignedIn) -> HttpResponse:
    """A building that the archive lacks."""
    form = BuildingForm(sent(request), actor=request.actor)
    made = form.do(lambda: actions.add_building(form.facts(), form.grid(), form.hand(request.actor)))
    if made:
        messages.success(request, _("已登记“%(address)s”。") % {"address": made.address})
        return redirect("desk:building", made.pk)
    return asked(request, "desk/archive/form.html", form, title=_("登记楼栋"), back=reverse("desk:buildings"))


@ASKED_AND_SENT
@for_roles(*KEEPERS)
def change(request: SignedIn, pk: int) -> HttpResponse:
    """What is known of a building was wrong."""
    found = building_of(request.actor, pk)
    form = BuildingForm.of(found, sent(request), actor=request.actor)
    done = form.do(
        lambda: actions.change_building(found, form.facts(found), form.hand(request.actor), grid=form.grid())
    )
    if done:
        messages.success(request, _("已保存。"))
        return redirect("desk:building", pk)
    title = _("更正“%(address)s”") % {"address": found.address}
    return asked(request, "desk/archive/form.html", form, title=title, back=reverse("desk:building", args=[pk]))


@require_POST
@for_roles(*KEEPERS)
def remove(request: SignedIn, pk: int) -> HttpResponse:
    """A building stands no longer."""
    found, form = building_of(request.actor, pk), KeyedForm(request.POST)
    if form.do(lambda: actions.remove_building(found, form.hand(request.actor))):
        messages.success(request, _("“%(address)s”已登记为拆除，需要时可在这里恢复。") % {"address": found.address})
        return redirect("desk:gone_buildings")
    return building_page(request, found, remove_form=form, status=422)


@require_safe
@for_roles(*KEEPERS)
def gone(request: SignedIn) -> HttpResponse:
    """The buildings that stand no longer; what was removed by mistake comes back from here."""
    return _gone(request)


@require_POST
@for_roles(*KEEPERS)
def restore(request: SignedIn, pk: int) -> HttpResponse:
    """Undo the removal of a building."""
    found = get_object_or_404(queries.gone_seen_by(request.actor), pk=pk)
    form = KeyedForm(request.POST)
    if form.do(lambda: actions.restore_building(found, form.hand(request.actor))):
        messages.success(request, _("“%(address)s”已恢复在档。") % {"address": found.address})
        return redirect("desk:building", pk)
    return _gone(request, tried=pk, form=form)


def _gone(request: SignedIn, *, tried: int = 0, form: KeyedForm | None = None) -> HttpResponse:
    page = page_of(queries.gone_seen_by(request.actor).defer("footprint"), request, order="-id")
    rows = [(each, form if form and each.pk == tried else KeyedForm()) for each in page.rows]
    context = {"page": page, "rows": rows}
    return TemplateResponse(request, "desk/buildings/gone.html", context, status=422 if form else 200)


@ASKED_AND_SENT
@for_roles(*KEEPERS)
@searched(WhereForm)
def renumber(request: SignedIn) -> HttpResponse:
    """New plates for the buildings of a road or a compound."""
    where = WhereForm(said(request), actor=request.actor)
    found = _chosen(where, request)
    form = RenumberForm(sent(request), buildings=found)
    changed = form.do(lambda: actions.renumber(_plates(form), form.hand(request.actor), _area(found, request)))
    if changed:
        messages.success(request, _("已改 %(count)s 栋楼的门牌，楼内房屋的地址随之更改。") % {"count": changed})
        return redirect("desk:buildings")
    shown = {"where": where, "found": found, "most": MOST_PLATES, "is_asked": bool(where["q"].value())}
    return asked(request, "desk/buildings/renumber.html", form, **shown)


def _chosen(where: WhereForm, request: SignedIn) -> list[Building]:
    words = where.said().get("q", "")
    if not words:
        return []
    seen = queries.buildings_seen_by(request.actor).defer("footprint").select_related("compound")
    if where.area_code:
        seen = seen.filter(within(where.area_code))
    return list(queries.search(seen, words, request.actor).order_by("address", "id")[:MOST_PLATES])


def _plates(form: RenumberForm) -> list[actions.Plate]:
    given = form.cleaned_data
    return [actions.Plate(each, given[f"road-{each.pk}"], given[f"plate-{each.pk}"]) for each in form.buildings]


def _area(found: list[Building], request: SignedIn) -> str:
    """The smallest area of the tree that holds all of them."""
    codes = {each.area_code for each in found}
    return codes.pop() if len(codes) == 1 else request.actor.area_code
