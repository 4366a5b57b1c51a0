"""Open cases as points of a map (`shared/map.js`): where, what, how urgent, and where the case is read."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from wangge.cases.models import Case
from wangge.interfaces.shared.components.times import SOON

COLUMNS = ("number", "title", "place", "lon", "lat", "due_at", "stage_due_at", "answered_at", "filed_at", "is_joint")
"""What a point needs of its case."""


def collection(cases: Iterable[Case], address: Callable[[Case], str], now: datetime) -> dict[str, Any]:
    """The cases as a GeoJSON collection."""
    return {"type": "FeatureCollection", "features": [_feature(case, address(case), now) for case in cases]}


def _feature(case: Case, href: str, now: datetime) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [case.lon, case.lat]},
        "properties": {
            "title": f"{case.title} {case.number[-5:]}",
            "href": href,
            "note": case.place,
            "clock": _clock(case, now),
        },
    }


def _clock(case: Case, now: datetime) -> str:
    due_at = case.due_at if case.due_at and not case.answered_at else case.stage_due_at
    if due_at and due_at <= now:
        return "late"
    if due_at and case.filed_at and (now - case.filed_at) >= SOON * (due_at - case.filed_at):
        return "soon"
    return "joint" if case.is_joint else "ok"
