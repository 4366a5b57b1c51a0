"""The tree of areas, and one area with its history."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.accounts.roles import Role
from wangge.areas import actions, queries
from wangge.areas.levels import GridKind, Level
from wangge.areas.models import Area
from wangge.interfaces.desk.areas.forms import ChangeAreaForm
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.refusals import tell
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock
from wangge.kernel.refused import Refused

EDITORS = (Role.SYSTEM_ADMIN, Role.DUTY_OFFICER, Role.DISPATCHER)
READERS = (*EDITORS, Role.OPERATOR, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.ASSESSOR, Role.LEADER)
LIMIT = 200


@ASKED_AND_SENT
@for_roles(*READERS)
@searched()
def index(request: SignedIn) -> HttpResponse:
    """The areas directly below the one the actor stands on, or what a search finds."""
    words = said(request).get("q", "").strip()
    own = request.actor.area_code
    found = queries.search(words, within=own) if words else queries.current().filter(_top(own)).order_by("code")
    lines = found.annotate(below=Count("children", filter=Q(children__is_retired=False)))[:LIMIT]
    context = {"lines": lines, "q": words, "may_edit": request.actor.is_one_of(*EDITORS)}
    return TemplateResponse(request, "desk/areas/index.html", context)


@for_roles(*READERS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """One area: map, codes, boundaries, what lies below, what may change."""
    area = area_of(request, pk)
    return _page(request, area, _form(area))


@require_POST
@for_roles(*EDITORS)
def change(request: SignedIn, pk: int) -> HttpResponse:
    """Another name, kind or code."""
    area = area_of(request, pk)
    form = _form(area, request.POST)
    if form.is_valid():
        try:
            _change(area, form.cleaned_data, request)
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk:area", pk)
    return _page(request, area, form, status=422)


@require_POST
@for_roles(*EDITORS)
def retire(request: SignedIn, pk: int) -> HttpResponse:
    """An area ends today."""
    area = area_of(request, pk)
    try:
        actions.retire(area, on=clock.today(), by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, refused.whole)
    else:
        messages.success(request, _("已停用“%(name)s”。") % {"name": area.name})
    return redirect("desk:area", pk)


@transaction.atomic
def _change(area: Area, said: dict[str, Any], request: SignedIn) -> None:
    by, at = request.actor, clock.now()
    actions.rename(area, name=said["name"], by=by, at=at)
    if said.get("grid_kind"):
        actions.change_kind(area, kind=GridKind(said["grid_kind"]), by=by, at=at)
    actions.recode(area, code=said["code"], on=said["on"], by=by, at=at)


def _page(request: SignedIn, area: Area, form: ChangeAreaForm, status: int = 200) -> HttpResponse:
    context = {
        "area": area,
        "path": queries.path_of(area.pk).places[:-1],
        "form": form,
        "below": queries.children_of(area)[:LIMIT],
        "codes": area.codes.order_by("-from_on", "-pk"),
        "boundaries": area.boundaries.defer("geometry").order_by("-from_on", "-pk"),
        "may_edit": request.actor.is_one_of(*EDITORS) and not area.is_retired,
    }
    return TemplateResponse(request, "desk/areas/show.html", context, status=status)


def _form(area: Area, posted: Any = None) -> ChangeAreaForm:
    initial = {"name": area.name, "grid_kind": area.grid_kind, "code": area.code, "on": clock.today().isoformat()}
    return ChangeAreaForm(posted, initial=initial, level=Level(area.level))


def area_of(request: SignedIn, pk: int) -> Area:
    """Areas are public; the desk shows those of the actor's own range."""
    return get_object_or_404(Area.objects.select_related("parent"), pk=pk, code__startswith=request.actor.area_code)


def _top(own: str) -> Q:
    """The actor's area and what lies directly below; the districts for who stands everywhere."""
    return Q(code=own) | Q(parent__code=own) if own else Q(parent=None)
