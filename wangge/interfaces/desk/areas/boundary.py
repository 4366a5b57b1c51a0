"""The boundary of an area, drawn anew on the map or pasted as GeoJSON."""

import json
from typing import Any

import shapely
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from wangge.areas import actions, queries
from wangge.areas.actions.edit import Redrawn
from wangge.areas.actions.fitting import Standing, siblings, standing
from wangge.areas.importing.mapping import TOLERANCE_M2
from wangge.areas.models import Area, Boundary
from wangge.interfaces.desk.areas.forms import BoundaryForm
from wangge.interfaces.desk.areas.views import EDITORS, area_of
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused


@ASKED_AND_SENT
@for_roles(*EDITORS)
def redraw(request: SignedIn, pk: int) -> HttpResponse:
    """The map with the present boundary and its neighbours; the drawn one is checked before it counts."""
    area = area_of(request, pk)
    if area.is_retired:
        return redirect("desk:area", pk)
    present = Boundary.objects.filter(area=area, to_on=None).first()
    if request.method != "POST":
        return _page(request, area, _blank(present))
    form = BoundaryForm(request.POST)
    if form.is_valid():
        try:
            done = _redraw(area, form.cleaned_data, request)
        except Refused as refused:
            tell(form, refused)
        else:
            _say(request, done)
            return redirect("desk:area", pk)
    return _page(request, area, form, status=422)


@transaction.atomic
def _redraw(area: Area, said: dict[str, Any], request: SignedIn) -> Redrawn:
    seen = Boundary.objects.filter(area=area, pk=said["instead_of"]).first() if said["instead_of"] else None
    return actions.redraw(
        area,
        geometry=said["geometry"],
        on=said["on"],
        source=said["source"] or _("在地图上重画"),
        neighbours_yield=said["neighbours_yield"],
        instead_of=seen,
        by=request.actor,
        at=clock.now(),
    )


def _say(request: SignedIn, done: Redrawn) -> None:
    messages.success(request, _("“%(name)s”的边界已重画，原边界留在沿革里。") % {"name": done.area.name})
    if done.neighbours:
        names = _("、").join(each.name for each in done.neighbours)
        messages.info(request, _("相邻的“%(names)s”已让出重叠部分。") % {"names": names})
    if done.uncovered_m2 > TOLERANCE_M2:
        sentence = _("原边界内有 %(m2)s 平方米现在不属于任何同级区域，请画给相邻区域。")
        messages.warning(request, sentence % {"m2": f"{done.uncovered_m2:,.0f}"})


def _blank(present: Boundary | None) -> BoundaryForm:
    drawn = shapely.to_geojson(shapely.transform(present.polygon, lambda points: points.round(7))) if present else ""
    number = present.pk if present else None
    return BoundaryForm(initial={"geometry": drawn, "on": clock.today().isoformat(), "instead_of": number})


def _page(request: SignedIn, area: Area, form: BoundaryForm, status: int = 200) -> HttpResponse:
    above = standing(area.parent) if area.parent else None
    own = standing(area)
    shapes = [
        *([_feature(above, "accent")] if above else []),
        *(_feature(each, "muted") for each in siblings(area)),
        *([_feature(own, "former")] if own else []),
    ]
    context = {
        "area": area,
        "path": queries.path_of(area.pk).places,
        "form": form,
        "around": {"type": "FeatureCollection", "features": shapes},
    }
    return TemplateResponse(request, "desk/areas/boundary.html", context, status=status)


def _feature(what: Standing, tone: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"title": what.area.name, "tone": tone},
        "geometry": json.loads(shapely.to_geojson(what.shape)),
    }
