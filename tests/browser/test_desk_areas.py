"""Boundaries and imports of areas before a real browser."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Route

from tests.areas.town import draw_world, geojson, square
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.world import World
from wangge.areas.models import Area, Boundary
from wangge.kernel.scope import machine, open_scope


def tile() -> bytes:
    """A grey tile."""
    written = BytesIO()
    Image.new("RGB", (256, 256), "#ccc").save(written, "PNG")
    return written.getvalue()


def open_drawing(visitor: Visitor, world: World) -> None:
    """The page of a boundary, its corners in sight."""
    draw_world(world.areas)
    visitor.sign_in("duty")
    visitor.go(f"/desk/areas/{world.areas['grid1'].pk}/boundary")
    visitor.page.wait_for_selector("[data-drawing=ready] [data-drawn=yes]")


def middle_of_map(visitor: Visitor) -> tuple[float, float]:
    """Where the middle of the map is on the screen."""
    box = visitor.page.locator("[data-map]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drawn(visitor: Visitor) -> Any:
    """The geometry in the form."""
    return json.loads(visitor.page.input_value("[name=geometry]"))


def test_a_boundary_is_drawn_anew_by_clicking(world: World, come: Any) -> None:
    grid = world.areas["grid1"]
    visitor = come(DESK)
    open_drawing(visitor, world)
    assert visitor.barriers() == []
    before = drawn(visitor)
    x, y = middle_of_map(visitor)

    visitor.page.click("[data-draw=clear]")
    for dx, dy in ((-60, -60), (60, -60), (60, 60)):
        visitor.page.mouse.click(x + dx, y + dy)
        visitor.page.wait_for_timeout(350)
    visitor.page.keyboard.press("Enter")
    assert len(drawn(visitor)["coordinates"][0]) == 4
    visitor.page.click("[data-draw=former]")
    assert drawn(visitor) == before
    visitor.page.click("[data-draw=undo]")
    visitor.page.fill("[name=source]", "现场踏勘")
    visitor.page.click("#boundary .btn-primary")

    visitor.page.wait_for_selector("text=的边界已重画")
    assert visitor.page.locator("td", has_text="现场踏勘").count() == 1
    with open_scope(machine("portal")):
        assert Boundary.objects.filter(area=grid).count() == 2


def test_a_corner_is_dragged(world: World, come: Any) -> None:
    visitor = come(DESK)
    open_drawing(visitor, world)
    before = drawn(visitor)
    corner = before["coordinates"][0][0]
    x, y = visitor.page.evaluate("at => document.querySelector('[data-drawing]').cornerAt(at)", corner)

    visitor.page.mouse.move(x, y)
    visitor.page.mouse.down()
    visitor.page.mouse.move(x + 25, y + 25, steps=4)
    visitor.page.mouse.up()

    assert drawn(visitor) != before
    assert len(drawn(visitor)["coordinates"][0]) == len(before["coordinates"][0])


def test_a_boundary_is_pasted_without_a_mouse_on_a_phone(world: World, come: Any) -> None:
    visitor = come(PHONE)
    open_drawing(visitor, world)
    assert not visitor.is_wider_than_the_screen()

    visitor.page.fill("[name=geometry]", '{"type": "Point", "coordinates": [120, 30]}')
    visitor.page.press("#boundary .btn-primary", "Enter")

    visitor.page.wait_for_selector("text=边界必须是面")


def test_a_file_is_imported_after_its_columns_and_a_row_are_mended(world: World, come: Any, tmp_path: Path) -> None:
    rows = [
        ({"甲": "990106001002005", "乙": "星洲五格"}, square(0)),
        ({"甲": "990106001002006", "乙": "星洲六格"}, square(1)),
        ({"甲": "", "乙": "星洲七格"}, square(2)),
    ]
    visitor = come(DESK)
    page = visitor.page
    visitor.sign_in("duty")
    visitor.go("/desk/areas/imports")

    page.set_input_files("[name=file]", geojson(tmp_path / "格.geojson", rows))
    page.click("text=检查文件")
    page.wait_for_selector("[data-drawn=yes]")
    assert figures(visitor) == {"待修正": "3"}
    page.get_by_label("甲", exact=True).select_option("code")
    page.get_by_label("乙", exact=True).select_option("name")
    page.get_by_label("层级").select_option("grid")
    page.click("text=按此重新检查")
    page.wait_for_selector("text=已按新的字段对应重新检查")
    assert figures(visitor) == {"可导入": "2", "待修正": "1"}
    assert visitor.barriers() == []
    page.fill("[name=code]", "990106001002007")
    page.click("text=修正 >> visible=true >> nth=-1")
    page.wait_for_selector("text=第 3 行：可导入")
    page.click("text=导入可导入的行")

    page.wait_for_selector("text=可导入的行已导入")
    assert figures(visitor) == {"已导入": "3"}
    with open_scope(machine("portal")):
        assert Area.objects.filter(parent=world.areas["community2"], code__gt="990106001002001").count() == 3


def figures(visitor: Visitor) -> dict[str, str]:
    """How many rows stand in which state, as the page says."""
    told = [each.inner_text().split() for each in visitor.page.locator(".wg-figure").all()]
    return {state: count for count, state in told}


@pytest.mark.parametrize("has_key", [True, False])
def test_tianditu_is_offered_where_there_is_a_key(world: World, come: Any, settings: Any, has_key: bool) -> None:
    settings.TIANDITU_KEY = "0" * 32 if has_key else ""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=tile(), content_type="image/png", headers={"Access-Control-Allow-Origin": "*"})

    visitor = come(DESK)
    visitor.context.route("https://t0.tianditu.gov.cn/**", answer)
    visitor.sign_in("duty")
    visitor.go("/desk/map/")
    visitor.page.wait_for_selector("[data-drawn=yes]")
    assert visitor.page.locator("[data-ground=streets]").count() == int(has_key)
    if has_key:
        with visitor.page.expect_request("**/vec_w/**"):
            visitor.page.click("[data-ground=streets]")
        visitor.page.wait_for_selector("[data-ground=streets][aria-pressed=true]")
    assert bool(asked) == has_key
