"""Where something is, as a caller says it: a position, an area code, or only an address."""

from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.areas.places import Place
from wangge.kernel.refused import Refused


def area_of(lon: float | None, lat: float | None, area_code: str, actor: Actor) -> Place:
    """The smallest area that is known; where only an address is given, the caller's own ground."""
    if (lon is None) != (lat is None):
        raise Refused(_("位置要有经度和纬度，请重新定位。"), field="lon")
    if area_code:
        return _within(_by_code(area_code), actor, "area_code")
    if lon is not None and lat is not None:
        path = areas.locate(lon, lat)
        if path is None:
            raise Refused(_("这个位置不在任何网格内，请改用区域代码。"), field="lon")
        return _within(path.deepest, actor, "lon")
    return _by_code(actor.area_code)


def _by_code(code: str) -> Place:
    place = areas.place_of(code)
    if place is None:
        raise Refused(_("没有这个区域代码。"), field="area_code")
    return place


def _within(place: Place, actor: Actor, field: str) -> Place:
    if not place.code.startswith(actor.area_code):
        raise Refused(_("这个位置不在您的辖区内。"), field=field)
    return place
