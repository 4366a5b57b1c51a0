"""A worker's phone, as the tests of this room hold it."""

import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
import shapely
from django.test import Client
from PIL import Image

from tests.world import BEGINNING, PASSWORD, World, give_password
from wangge.areas.models import Boundary
from wangge.kernel.scope import machine, open_scope


@dataclass
class Phone:
    """Somebody's phone: opens pages, and sends their forms with their hidden fields."""

    client: Client

    def page(self, path: str, status: int = 200) -> str:
        """A page as text."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.content.decode()[-2000:]
        return answer.content.decode()

    def send(self, page: str, path: str, /, **fields: Any) -> Any:
        """Send what a page holds, with what was typed."""
        names = ("ticket", "key")
        kept = {name: found[1] for name in names if (found := re.search(rf'name="{name}" value="([^"]+)"', page))}
        return self.client.post(path, kept | fields)


def phone_of(username: str) -> Phone:
    """Sign in."""
    give_password(username)
    client = Client()
    client.post("/accounts/sign-in", {"username": username, "password": PASSWORD})
    return Phone(client)


@pytest.fixture
def worker(world: World) -> Phone:
    """The worker of grid one."""
    return phone_of("worker")


@pytest.fixture
def neighbour(world: World) -> Phone:
    """The worker of grid four, in another street."""
    return phone_of("neighbour_worker")


@pytest.fixture
def drawn(world: World) -> None:
    """Grid one lies west of 120.12, grid four east of it."""
    west, east = shapely.box(120.10, 30.27, 120.12, 30.29), shapely.box(120.12, 30.27, 120.14, 30.29)
    shapes = {"district": west.union(east), **dict.fromkeys(("street1", "community1", "grid1"), west)}
    shapes |= dict.fromkeys(("street2", "community3", "grid4"), east)
    with open_scope(machine("import")):
        for name, shape in shapes.items():
            Boundary.objects.create(
                area=world.areas[name], geometry=shapely.to_wkb(shape), area_m2=4e6, from_on=BEGINNING
            )


def photo(position: tuple[float, float] | None = None) -> io.BytesIO:
    """A small JPEG, with the position of the camera where one is given."""
    exif, out = Image.Exif(), io.BytesIO()
    if position:
        exif.get_ifd(0x8825).update({1: "N", 2: (position[1], 0.0, 0.0), 3: "E", 4: (position[0], 0.0, 0.0)})
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=exif)
    out.name = "photo.jpg"
    out.seek(0)
    return out
