"""What an import would write, on a map: each row with its state, and where gaps are."""

from collections.abc import Iterator
from typing import Any

import shapely
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from shapely.geometry.base import BaseGeometry

from wangge.areas.importing.findings import Finding, from_json
from wangge.areas.models import ImportRow
from wangge.interfaces.desk.areas.imports import batch_of
from wangge.interfaces.desk.areas.views import EDITORS
from wangge.interfaces.shared.access import SignedIn, for_roles

State = ImportRow.State
TONES = {State.READY: "accent", State.REFUSED: "late"}
COARSE = 0.00003  # degrees, about 3 m
SPOT = 0.0004
SAID_AT_MOST = 3


@never_cache
@require_safe
@for_roles(*EDITORS)
def rows(request: SignedIn, pk: int) -> JsonResponse:
    """GeoJSON of the rows that have a shape."""
    batch = batch_of(request, pk)
    address = reverse("desk:area_import_row", args=[pk, 0])
    found = [feature for row in batch.rows.order_by("number") for feature in _features(row, address)]
    return JsonResponse({"type": "FeatureCollection", "features": found})


def _features(row: ImportRow, address: str) -> Iterator[dict[str, Any]]:
    findings = from_json(row.findings)
    if row.geometry is not None:
        shape = shapely.simplify(shapely.from_wkb(bytes(row.geometry)), COARSE)
        said = [str(State(row.state).label), *(each.problem for each in findings[:SAID_AT_MOST])]
        tone = TONES.get(State(row.state), "muted")
        title = _("第 %(number)d 行 %(name)s") % {"number": row.number, "name": row.name or row.code}
        href = address.replace("/0/", f"/{row.number}/")
        yield _feature(shape, {"title": title, "note": " · ".join(said), "tone": tone, "href": href})
    for each in findings:
        if "lon" in each.facts and each.kind in ("gap", "hole"):
            yield _feature(_spot(each), {"title": each.problem, "note": each.mend, "tone": "soon"})


def _spot(finding: Finding) -> BaseGeometry:
    return shapely.Point(finding.facts["lon"], finding.facts["lat"]).buffer(SPOT, quad_segs=4)


def _feature(shape: BaseGeometry, properties: dict[str, str]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}
