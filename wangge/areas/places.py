"""Light values that other rooms hold instead of rows: a place, and the path of places from the district down."""

from dataclasses import dataclass

from wangge.areas.levels import Level


@dataclass(frozen=True, slots=True)
class Place:
    """One area as it stands in memory."""

    id: int
    code: str
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class AreaPath:
    """The areas that hold a point or an area, one per level; a level is None where nothing is drawn."""

    district: Place | None = None
    street: Place | None = None
    community: Place | None = None
    grid: Place | None = None
    micro: Place | None = None

    @property
    def places(self) -> list[Place]:
        """The places from the district down."""
        every = (self.district, self.street, self.community, self.grid, self.micro)
        return [place for place in every if place is not None]

    @property
    def deepest(self) -> Place:
        """The smallest area of the path."""
        return self.places[-1]

    @property
    def code(self) -> str:
        """The code of the smallest area."""
        return self.deepest.code

    def at(self, level: Level) -> Place | None:
        """The place of that level."""
        place: Place | None = getattr(self, level.value)
        return place

    def __str__(self) -> str:
        return " · ".join(place.name for place in self.places)
