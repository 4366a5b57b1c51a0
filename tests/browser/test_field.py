"""A worker's phone: report and solve in one go, lose the page and keep the words, answer in two taps."""

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import shapely
from PIL import Image
from playwright.sync_api import Request

from tests.browser.conftest import DESK, PHONE
from tests.world import BEGINNING, As, World
from wangge.areas.models import Boundary
from wangge.cases.models import Attachment, Case
from wangge.cases.stages import collect
from wangge.cases.workflow import Stage
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope

HERE = {"longitude": 120.11, "latitude": 30.28}
PATHS = ["/field/", "/field/report/", "/field/mine/", "/field/map/", "/field/news/", "/field/me/"]
SMALL_TARGETS = """
[...document.querySelectorAll('main a, main button, main summary, nav a')]
  .filter((each) => each.checkVisibility() && !each.closest('[data-map], .wg-pager, .wg-toast, p'))
  .filter((each) => each.getBoundingClientRect().height < 44)
  .map((each) => each.outerHTML.slice(0, 120))
"""


@pytest.fixture
def drawn(world: World) -> None:
    """Grid one lies around HERE."""
    square = shapely.to_wkb(shapely.box(120.10, 30.27, 120.12, 30.29))
    with open_scope(machine("import")):
        for name in ("district", "street1", "community1", "grid1"):
            Boundary.objects.create(area=world.areas[name], geometry=square, area_m2=4e6, from_on=BEGINNING)


def shot(folder: Path, name: str) -> str:
    """A small photo."""
    file = folder / name
    Image.effect_noise((640, 480), 40).convert("RGB").save(file, "JPEG")
    return str(file)


def test_report_solve_and_find_it_in_the_list(world: World, drawn: None, come: Any, tmp_path: Path) -> None:
    with As(world.worker):
        world.collect("worker", at=clock.now(), condition=world.conditions["cover"], place="别处")
    worker = come(PHONE, geolocation=HERE, permissions=["geolocation"])
    worker.sign_in("worker")
    page = worker.page

    page.click("nav >> text=上报")
    page.wait_for_selector("text=当前位置")
    for name in ("one.jpg", "two.jpg"):
        page.set_input_files("#id_photos", shot(tmp_path, name))
        page.wait_for_selector(f"#report .wg-previews img[alt='{name}']")
    page.click(".wg-choice >> text=雨水井盖")
    page.fill("textarea[name=description]", "井盖翘起")
    page.check("text=我已当场处理好")
    page.set_input_files("#id_done-photos", shot(tmp_path, "after.jpg"))
    page.fill("textarea[name='done-answer']", "已盖好")
    page.dblclick(".wg-send button")
    page.wait_for_url("**/report/done/**")
    page.wait_for_selector("text=等社区平台核查")
    page.click("text=再报一件")
    page.wait_for_selector("html[data-ready]")
    assert page.input_value("textarea[name=description]") == ""

    worker.go("/field/mine/")
    assert page.locator(".wg-task img").count() == 1
    with As(world.worker):
        case = Case.objects.get(stage=Stage.FEEDBACK)
        assert sorted(Attachment.objects.values_list("kind", flat=True)) == ["after", "before", "before"]
    assert (case.area_code, case.lon) == ("990106001001001", 120.11)


def test_a_lost_page_comes_back_with_its_words(world: World, drawn: None, come: Any) -> None:
    worker = come(PHONE, geolocation=HERE, permissions=["geolocation"])
    worker.sign_in("worker")
    page = worker.page
    worker.go("/field/report/")
    page.fill("input[name=condition_words]", "井盖")
    page.click(".wg-choice >> text=雨水井盖")
    page.fill("textarea[name=description]", "井盖翘起")
    page.check("input[name=is_urgent]")
    page.wait_for_timeout(600)

    worker.go("/field/report/")
    page.wait_for_selector("text=已恢复上次没有提交的内容")
    page.wait_for_selector(".wg-choice:has(:checked) >> text=雨水井盖")
    assert page.input_value("textarea[name=description]") == "井盖翘起"
    assert page.is_checked("input[name=is_urgent]")

    page.click("text=丢弃")
    page.wait_for_selector(".wg-draft", state="detached")
    assert page.input_value("textarea[name=description]") == ""


def test_the_same_matter_is_joined_instead(world: World, drawn: None, come: Any) -> None:
    with As(world.worker):
        world.collect("worker2", at=clock.now(), condition=world.conditions["cover"], lon=120.1101, lat=30.28)
    worker = come(PHONE, geolocation=HERE, permissions=["geolocation"])
    worker.sign_in("worker")
    worker.go("/field/report/")

    worker.page.fill("textarea[name=description]", "还没盖")
    worker.page.click("text=就是这件")
    worker.page.wait_for_selector("text=已并到这件事")

    assert "还没盖" in worker.page.inner_text(".wg-story")
    with As(world.worker):
        assert Case.objects.count() == 1


def test_answer_in_two_taps(world: World, drawn: None, come: Any) -> None:
    with As(world.worker):
        case = world.collect("worker", at=clock.now(), lon=120.11, lat=30.281).case
    with As(world.community):
        collect.order_verify(case, world.visit("community", clock.now()))
    worker = come(PHONE, geolocation=HERE, permissions=["geolocation"])
    worker.sign_in("worker")
    worker.page.wait_for_selector("[data-distance] >> text=110 米")

    worker.page.click("text=去核实")
    worker.page.click("text=属实 >> nth=0")
    worker.page.wait_for_selector("text=核实已答复")

    with As(world.worker):
        assert Case.objects.get().is_true is True


def test_the_place_is_corrected_where_one_stands(world: World, drawn: None, come: Any) -> None:
    with As(world.worker):
        case = world.collect("worker2", at=clock.now(), lon=120.105, lat=30.275, place="路口").case
    worker = come(PHONE, geolocation=HERE, permissions=["geolocation"])
    worker.sign_in("worker")
    worker.go(f"/field/cases/{case.pk}/")

    worker.page.click("summary >> text=更正位置")
    worker.page.click("button:has-text('定位')")
    worker.page.wait_for_selector("text=/当前位置：.*第一网格/")
    worker.page.fill("input[name=place]", "3 幢门口")
    assert worker.barriers() == []
    worker.page.click("button >> text=更正位置")
    worker.page.wait_for_selector("text=位置已更正")

    with As(world.worker):
        case = Case.objects.get()
    assert (case.lon, case.lat, case.place) == (120.11, 30.28, "3 幢门口")


def test_a_residents_contact_does_not_stay_in_the_phone(world: World, drawn: None, come: Any) -> None:
    worker = come(PHONE, geolocation=HERE, permissions=["geolocation"])
    worker.sign_in("worker")
    worker.go("/field/report/")
    worker.page.fill("textarea[name=description]", "井盖翘起")
    worker.page.click("text=居民反映的")
    worker.page.fill("input[name=reporter_phone]", "13800138000")
    assert (worker.barriers(), worker.page.evaluate(SMALL_TARGETS)) == ([], [])
    worker.page.wait_for_timeout(600)

    kept = worker.page.evaluate("JSON.stringify(localStorage)")
    assert "井盖翘起" in kept
    assert "13800138000" not in kept


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(world: World, drawn: None, come: Any, screen: dict[str, int], scheme: str) -> None:
    with As(world.worker):
        cases = [world.collect("worker", at=clock.now(), lon=120.11, lat=30.28).case for _time in range(2)]
    with As(world.community):
        collect.order_verify(cases[0], world.visit("community", clock.now()))
    worker = come(screen, color_scheme=scheme)
    worker.sign_in("worker")

    for path in [*PATHS, *(f"/field/cases/{case.pk}/" for case in cases), f"/field/cases/{cases[1].pk}/handle/"]:
        worker.go(path)
        assert worker.barriers() == [], path
        assert not worker.is_wider_than_the_screen(), path
        assert worker.page.evaluate(SMALL_TARGETS) == [], path


def test_what_asks_while_somebody_types_sends_its_own_words_and_no_photo(
    world: World, come: Any, tmp_path: Path
) -> None:
    worker = come(PHONE)
    worker.sign_in("worker")
    worker.go("/field/report/")
    page = worker.page
    page.set_input_files("#id_photos", shot(tmp_path, "one.jpg"))
    page.fill("[name=description]", "13812345678")
    for box, words, address in (("condition_words", "井盖", "/conditions/"), ("place", "三幢门口", "/known/")):
        with page.expect_request(partial(_asks, address, words)) as asked:
            page.fill(f"input[name={box}]", words)
            page.press(f"input[name={box}]", "Tab")
        sent = asked.value
        assert quote(words) not in sent.url
        assert b"13812345678" not in (sent.post_data_buffer or b"")
        assert b"one.jpg" not in (sent.post_data_buffer or b"")
    page.wait_for_selector(".wg-choice >> text=雨水井盖")


def _asks(address: str, words: str, request: Request) -> bool:
    body = request.post_data_buffer or b""
    return (
        request.method == "POST"
        and address in request.url
        and (words.encode() in body or quote(words).encode() in body)
    )


def test_it_works_without_scripts(world: World, come: Any, tmp_path: Path) -> None:
    with_scripts = come(PHONE)
    with_scripts.sign_in("worker")
    worker = come(PHONE, java_script_enabled=False, storage_state=with_scripts.context.storage_state())
    page = worker.page

    page.goto(worker.address + "/field/report/")
    page.set_input_files("#id_photos", shot(tmp_path, "one.jpg"))
    page.fill("input[name=place]", "3 幢门口")
    page.fill("input[name=condition_words]", "井盖")
    page.click("text=查找")
    page.click(".wg-choice >> text=雨水井盖")
    page.click(".wg-send button")
    page.wait_for_url("**/report/done/**")

    with As(world.worker):
        assert Case.objects.get().condition_id == world.conditions["cover"].pk
        assert Attachment.objects.count() == 1
