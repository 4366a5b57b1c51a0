"""Where somebody is, from a position or from what he wrote."""

from wangge.areas import queries
from wangge.areas.levels import Level
from wangge.areas.models import Area
from wangge.areas.places import Place

SHORTEST_NAME = 2
SUFFIXES = ("社区居委会", "社区", "街道", "村", "镇", "乡")


def district() -> Place | None:
    """The district that this installation serves."""
    return next((_light(area) for area in queries.current().filter(level=Level.DISTRICT).order_by("code")[:1]), None)


def at(lon: float, lat: float) -> Place | None:
    """The smallest area with a code that holds a position (a drawn grid may still wait for its code)."""
    path = queries.locate(lon, lat)
    return next((place for place in reversed(path.places) if place.code), None) if path else None


def named_in(text: str) -> Place | None:
    """The one community or street whose name stands in an address; the district where none or several do."""
    areas = queries.current().filter(level__in=(Level.STREET, Level.COMMUNITY), code__gt="").order_by("-code")
    by_level: dict[str, list[Area]] = {}
    for area in areas:
        if _is_named(area.name, text):
            by_level.setdefault(area.level, []).append(area)
    for level in (Level.COMMUNITY, Level.STREET):
        found = by_level.get(level, [])
        if len(found) == 1:
            return _light(found[0])
    return district()


def _is_named(name: str, text: str) -> bool:
    if name in text:
        return True
    short = next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
    suffixed = any(short + suffix in text for suffix in SUFFIXES)
    return len(short) >= SHORTEST_NAME and suffixed


def _light(area: Area) -> Place:
    return Place(area.pk, area.code or "", area.name, Level(area.level))
