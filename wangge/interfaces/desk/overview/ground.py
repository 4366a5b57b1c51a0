"""The area that a page looks at, within one's own, and its parts."""

from dataclasses import dataclass

from django.http import Http404

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.areas.levels import Level
from wangge.areas.models import Area


@dataclass(frozen=True)
class Part:
    """One area below, by code and name."""

    code: str
    name: str


@dataclass(frozen=True)
class Ground:
    """An area, the areas above it that one may look at, and those directly below."""

    area_id: int
    code: str
    name: str
    above: tuple[Part, ...]
    parts: tuple[Part, ...]

    @property
    def code_length(self) -> int:
        """How many signs of a code tell the part; the whole code where there are no parts."""
        return len(self.parts[0].code) if self.parts else len(self.code)


def ground(actor: Actor, code: str) -> Ground:
    """The ground that a person asks for; another's does not exist. Two queries."""
    code = code or actor.area_code
    if not code.startswith(actor.area_code):
        raise Http404
    area = areas.current().filter(code=code).first()
    if area is None:
        raise Http404
    above = [place for place in areas.path_of(area.pk).places if place.code.startswith(actor.area_code)]
    return Ground(
        area.pk,
        area.code,
        area.name,
        tuple(Part(place.code, place.name) for place in above if place.code != area.code),
        tuple(Part(child.code, child.name) for child in _below(area)),
    )


def _below(area: Area) -> list[Area]:
    return [] if area.level == Level.GRID else list(areas.children_of(area))
