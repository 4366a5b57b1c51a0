"""What other rooms ask of areas."""

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from wangge.areas import atlas
from wangge.areas.models import Area
from wangge.areas.places import AreaPath, Place

__all__ = [
    "AreaPath",
    "Place",
    "bounds",
    "children_of",
    "current",
    "locate",
    "locate_many",
    "names_along",
    "path_of",
    "place_of",
    "search",
]


def locate(lon: float, lat: float) -> AreaPath | None:
    """The areas that hold a point (CGCS2000 degrees); None outside of everything drawn."""
    book = atlas.current()
    found = int(book.locate(np.array([[lon, lat]]))[0])
    return book.path(found) if found != atlas.NOWHERE else None


def locate_many(points: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """For an array of shape (n, 2) of lon, lat: the id of the smallest area of each point, 0 for none."""
    return atlas.current().locate(np.asarray(points, dtype=np.float64).reshape(-1, 2))


def path_of(area_id: int) -> AreaPath:
    """The path of an area by its id, retired ones included; `Area.DoesNotExist` for an unknown id."""
    path = atlas.current().path(area_id) or atlas.refreshed().path(area_id)
    if path is None:
        raise Area.DoesNotExist(area_id)
    return path


def place_of(code: str) -> Place | None:
    """The area in use that has this code."""
    return atlas.current().place(code) or atlas.refreshed().place(code)


def names_along(code: str) -> frozenset[str]:
    """What the district, the streets and the communities above and below an area are called."""
    return atlas.current().names_along(code)


def bounds() -> tuple[float, float, float, float] | None:
    """West, south, east and north of all areas; None where nothing is drawn."""
    return atlas.current().bounds()


def current() -> QuerySet[Area]:
    """The areas in use."""
    return Area.objects.filter(is_retired=False)


def children_of(area: Area) -> QuerySet[Area]:
    """The areas in use directly below, by code."""
    return current().filter(parent=area).order_by("code")


def search(words: str, *, within: str = "") -> QuerySet[Area]:
    """Areas in use whose name holds the words or whose code begins with them, inside a code prefix."""
    found = current().filter(code__gte=within, code__lt=within + "~")
    for word in words.split():
        found = (
            found.filter(code__startswith=word)
            if word.isalnum() and word.isascii()
            else found.filter(name__contains=word)
        )
    return found.order_by("code")
