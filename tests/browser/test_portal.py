"""A resident with a phone: report in under a minute, come back by receipt, find who looks after a place."""

from pathlib import Path
from typing import Any

import pytest
import shapely
from PIL import Image

from tests.browser.conftest import PHONE
from tests.world import BEGINNING, As, World
from wangge.areas.models import Boundary
from wangge.cases.models import Attachment, Case
from wangge.kernel.scope import machine, open_scope

HERE = {"longitude": 120.11, "latitude": 30.28}


@pytest.fixture
def drawn(world: World) -> None:
    """Grid one lies around HERE."""
    square = shapely.to_wkb(shapely.box(120.10, 30.27, 120.12, 30.29))
    with open_scope(machine("import")):
        for name in ("district", "street1", "community1", "grid1"):
            Boundary.objects.create(area=world.areas[name], geometry=square, area_m2=4e6, from_on=BEGINNING)


def large_photo(folder: Path) -> str:
    """A photo as a phone takes it: larger than needed, with the position inside."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 16.0, 48.0), 3: "E", 4: (120.0, 6.0, 36.0)})
    file = folder / "IMG_0001.jpg"
    Image.effect_noise((3000, 2000), 40).convert("RGB").save(file, "JPEG", exif=exif)
    return str(file)


def test_report_and_come_back(world: World, drawn: None, come: Any, tmp_path: Path) -> None:
    resident = come(PHONE)
    page = resident.page

    resident.go("/")
    page.click("text=我要上报")
    page.wait_for_selector("html[data-ready]")
    page.set_input_files("input[type=file]", large_photo(tmp_path))
    page.wait_for_selector("text=已用照片里的位置：文新街道 · 阳光社区 · 阳光社区第一网格")
    page.click("text=路面坏了")
    page.fill("textarea", "路口有个坑")
    page.fill("input[name=phone]", "13800138000")
    page.dblclick("button:has-text('提交')")
    page.wait_for_url("**/report/receipt/")
    code = page.inner_text(".wg-ticket-code")

    page.context.clear_cookies()
    resident.go(f"/follow/?code={code.replace(' ', '')}")
    page.fill("input[name=tail]", "8000")
    page.click("button:has-text('查看')")
    page.wait_for_selector("text=收到您的上报")
    page.click("text=催一催")
    page.wait_for_selector("text=已经替您催办")

    with As(world.people["duty"]):
        case, photo = Case.objects.get(), Attachment.objects.get()
    assert case.area_code == "990106001001001"
    assert (round(case.lon or 0, 3), round(case.lat or 0, 3)) == (120.11, 30.28)
    assert case.urge_count == 1
    assert max(photo.width or 0, photo.height or 0) <= 2000


def test_where_i_stand_leads_to_who_looks_after_it(world: World, drawn: None, come: Any) -> None:
    resident = come(PHONE, geolocation=HERE, permissions=["geolocation"])

    resident.go("/places/")
    resident.page.click("text=我在这里")
    resident.page.wait_for_url(f"**/places/{world.areas['grid1'].pk}/")

    assert resident.page.inner_text("h1") == "阳光社区第一网格"


def test_who_presses_at_once_is_led_there_too(world: World, drawn: None, come: Any) -> None:
    """The part that goes on to the answer comes late over a slow line; the button is pressed as soon as it is there."""
    resident = come(PHONE, geolocation=HERE, permissions=["geolocation"])
    page = resident.page
    page.route("**/finder*.js", lambda route: (page.wait_for_timeout(1_000), route.continue_()))

    page.goto(resident.address + "/places/", wait_until="commit")
    page.click("text=我在这里")

    page.wait_for_url(f"**/places/{world.areas['grid1'].pk}/")


def test_the_map_opens_only_when_it_is_asked_for(world: World, drawn: None, come: Any) -> None:
    resident = come(PHONE)
    asked: list[str] = []
    resident.page.on("request", lambda request: asked.append(request.url))

    resident.go("/report/")
    resident.page.wait_for_load_state("networkidle")
    before = list(asked)
    resident.page.click("text=在地图上选")
    resident.page.wait_for_selector("[data-map] canvas, .wg-map-none")

    assert not [url for url in before if "maplibre" in url or "echarts" in url or "tabler" in url]
    assert [url for url in asked if "maplibre" in url]


@pytest.mark.parametrize("path", ["/", "/report/", "/follow/", "/places/", "/nowhere/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(world: World, come: Any, path: str, scheme: str) -> None:
    resident = come(PHONE, color_scheme=scheme)

    resident.go(path)

    assert resident.barriers() == []
    assert not resident.is_wider_than_the_screen()


def test_it_works_without_scripts(world: World, come: Any, tmp_path: Path) -> None:
    resident = come(PHONE, java_script_enabled=False)
    page = resident.page

    page.goto(resident.address + "/report/")
    page.set_input_files("input[type=file]", large_photo(tmp_path))
    page.fill("input[name=place]", "阳光社区 3 幢")
    page.click("button:has-text('提交')")
    page.wait_for_url("**/report/receipt/")

    assert len(page.inner_text(".wg-ticket-code").replace(" ", "")) == 10
    with As(world.people["duty"]):
        assert Case.objects.get().area_code == "990106001001"
