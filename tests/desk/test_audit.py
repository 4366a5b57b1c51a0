"""What the auditor reads: plain words for a browser, an act, a doer and a thing."""

import re
from pathlib import Path

import pytest

from tests.areas.town import draw_world
from tests.desk.lives import browser
from tests.world import World
from wangge.interfaces.desk.audit.acts import ACTS
from wangge.interfaces.desk.audit.browsers import short_name

ROOT = Path(__file__).parents[2]
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; V2324A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (WINDOWS, "Chrome 130 · Windows"),
        (f"{WINDOWS} Edg/131.0.2903.70", "Edge 131 · Windows"),
        (f"{PHONE} Version/17.1 Mobile/15E148 Safari/604.1", "Safari 17 · iPhone"),
        (f"{ANDROID} Mobile Safari/537.36 MicroMessenger/8.0.50.2701(0x2800)", "微信 8 · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox 132 · Linux"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(agent: str, name: str) -> None:
    assert short_name(agent) == name


def test_a_record_reads_as_a_sentence(world: World) -> None:
    draw_world(world.areas)

    text = browser("audit_admin").get("/desk/audit/records").content.decode()

    cells = re.findall(r"<td[^>]*>([^<]*)</td>", text.split('id="record-')[1])
    assert cells[1:3] == ["数据导入", "区域重划边界"]
    assert cells[3].startswith("区域 ")


def test_every_act_of_the_catalogue_and_the_calendar_has_its_words() -> None:
    written = {"cases": "wangge/cases/catalogue", "kernel": "wangge/kernel"}
    acts = {
        f"{room}.{act}"
        for room, folder in written.items()
        for file in (ROOT / folder).rglob("*.py")
        for act in re.findall(r'write\(\s*"((?:catalogue|calendar)\.\w+)"', file.read_text("utf-8"))
    }
    assert len(acts) >= 8
    assert acts <= set(ACTS)
