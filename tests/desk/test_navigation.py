"""The left side of the desk: every line of a role, in groups under a word."""

import re

import pytest

from tests.desk.lives import browser
from tests.world import World

pytestmark = pytest.mark.django_db


def sides(who: str) -> list[tuple[str, list[str]]]:
    """Each group as a browser is told: its word, and its lines."""
    page = browser(who).get("/desk/notices/").content.decode()
    nav = page[page.index('<nav class="wg-nav"') :]
    nav = nav[: nav.index("</nav>")]
    words = dict(re.findall(r'<p class="wg-nav-group" id="([^"]+)">([^<]+)</p>', nav))
    found = re.findall(r'<ul(?: aria-labelledby="([^"]+)")?>(.*?)</ul>', nav, re.S)
    return [(words[key] if key else "", re.findall(r"<span>([^<]+)</span>", lines)) for key, lines in found]


def test_the_community_finds_its_screens_in_groups(world: World) -> None:
    assert sides("community") == [
        ("", ["待我办理", "总览"]),
        ("案件", ["全部案件", "登记来件", "调度派遣", "督办", "地图"]),
        ("人房单位", ["居民档案", "楼栋房屋", "单位", "人口统计"]),
        ("网格与目录", ["辖区概况", "区域网格", "事项目录"]),
        ("数据与隐私", ["导入人房单位", "我的导出", "个人信息请求"]),
    ]


def test_an_administrator_finds_no_group_of_others(world: World) -> None:
    assert [word for word, _lines in sides("audit_admin")] == ["用户与授权", "数据与隐私", "系统对接", "审计"]


def test_the_box_above_repeats_what_was_searched_among_cases_alone(world: World) -> None:
    client = browser("community")
    for path, is_there in (("/desk/cases/", True), ("/desk/buildings/", False)):
        page = client.post(path, {"q": "文锦苑"}, follow=True).content.decode()
        box = page[page.index('class="wg-search"') :]
        assert ('value="文锦苑"' in box[: box.index("</form>")]) == is_there
