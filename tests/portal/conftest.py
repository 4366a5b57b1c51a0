"""A resident's browser: no session, no account."""

import io
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from tests.world import As, World
from wangge.accounts.actors import Actor
from wangge.cases.models import Case


@dataclass
class Resident:
    """Somebody with a phone in the hand."""

    browser: Client = field(default_factory=Client)

    def ticket(self) -> str:
        """The ticket of a fresh form."""
        return str(self.browser.get("/report/").context["form"]["ticket"].value())

    def report(self, **answers: Any) -> Any:
        """Send the form with these answers."""
        filled = {"ticket": self.ticket(), "place": "阳光社区 3 幢门口", "description": "井盖翘起来了"}
        return self.browser.post("/report/", {**filled, **answers})

    def receipt_code(self) -> str:
        """The code on the receipt page."""
        return str(self.browser.get("/report/receipt/").context["code"])

    def show(self, code: str, tail: str = "") -> Any:
        """Show a receipt to follow its matter."""
        return self.browser.post("/follow/", {"code": code, "tail": tail})

    def matter(self) -> Any:
        """The page of the matter that was shown."""
        return self.browser.get("/follow/matter/")


@pytest.fixture
def resident(world: World) -> Resident:
    """A first visit; nobody has knocked before."""
    cache.clear()
    return Resident()


def the_case(world: World) -> Case:
    """The only case of the town."""
    with As(world.people["duty"]):
        return Case.objects.get()


def photo(position: tuple[float, float] | None = None) -> io.BytesIO:
    """A small JPEG, with the position of the camera where one is given."""
    image, out = Image.new("RGB", (64, 48), "teal"), io.BytesIO()
    exif = Image.Exif()
    if position:
        lon, lat = position
        gps = exif.get_ifd(0x8825)
        gps.update({1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (lon, 0.0, 0.0)})
    image.save(out, "JPEG", exif=exif)
    out.name = "photo.jpg"
    out.seek(0)
    return out


__all__ = ["Actor", "Resident", "photo", "the_case"]
