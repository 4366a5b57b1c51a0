"""Grids as sheets name them, by their code; and what of a place is within reach."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wangge.areas import queries as areas
from wangge.kernel.refused import Refused


@dataclass(frozen=True)
class Ground:
    """The grid of a row and the community above it; all empty where the sheet names none."""

    area_id: int | None = None
    area_code: str = ""
    community_id: int | None = None
    community_code: str = ""


def grid_code(said: str) -> str:
    """The code of a grid or of what is below it, or of a community without grids."""
    code = said.strip()
    if areas.place_of(code) is None or len(code) < 12:
        raise Refused(_("没有代码为“%(code)s”的网格。") % {"code": code[:20]}, mend=_("请填 15 位网格代码。"))
    return code


def ground_of(code: str) -> Ground:
    """The ground behind a code that `grid_code` has let pass."""
    place = areas.place_of(code) if code else None
    if place is None:
        return Ground()
    community = areas.path_of(place.id).community
    if community is None:
        return Ground(place.id, place.code)
    return Ground(place.id, place.code, community.id, community.code)
