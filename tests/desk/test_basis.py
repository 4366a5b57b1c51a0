"""Collection items and notices at the administrators' desk."""

import re

import pytest

from tests.desk.lives import browser
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.registers.basis import queries
from wangge.registers.basis.models import Item, Notice

pytestmark = pytest.mark.django_db


def test_an_item_ends_and_another_begins(world: World) -> None:
    desk = browser("security_admin")
    with As(world.security_admin):
        item, notice = Item.objects.get(field="marriage"), Notice.objects.get()
    assert "婚姻状况" in desk.get("/desk/basis/").content.decode()

    answer = desk.post(f"/desk/basis/{item.pk}", {"on": clock.today().isoformat(), "key": new_id()})
    assert answer.status_code == 302
    page = desk.get("/desk/basis/").content.decode()
    assert "没有采集依据" in page
    assert ">人员 · 婚姻状况</span>" in re.sub(r"\s+", " ", page)

    filled = {"about": "person.marriage", "basis": "1", "reference": "第十三条", "purpose": "婚育服务"}
    more = {"sensitivity": "general", "kept_days": 30, "roles": ["street_desk"], "notice": notice.pk}
    day = {"from_on": clock.today().isoformat(), "key": new_id()}
    assert desk.post("/desk/basis/new", {**filled, **more, **day}).status_code == 302
    assert queries.needs_consent("person", "marriage", clock.today())
    assert "没有采集依据，不能采集" not in desk.get("/desk/basis/").content.decode()


def test_a_refusal_stands_next_to_its_field(world: World) -> None:
    desk = browser("system_admin")
    answer = desk.post("/desk/basis/new", {"about": "person.religion"})
    assert answer.status_code == 422
    assert "about" in answer.context["form"].errors


def test_a_notice_is_published(world: World) -> None:
    desk = browser("security_admin")
    assert "社区网格人房单位信息采集告知书" in desk.get("/desk/basis/notices/").content.decode()
    filled = {"code": "archives", "title": "告知书", "text": "新正文", "from_on": clock.today(), "key": new_id()}
    assert desk.post("/desk/basis/notices/", filled).status_code == 302
    listed = desk.get("/desk/basis/notices/").content.decode().partition("<aside")[0]
    assert "第 2 版" in listed
    assert "新正文" in listed


@pytest.mark.parametrize(("who", "status"), [("audit_admin", 200), ("duty", 200), ("worker", 404), ("leader", 404)])
def test_who_reads(world: World, who: str, status: int) -> None:
    desk = browser(who)
    assert desk.get("/desk/basis/").status_code == status
    assert desk.get("/desk/basis/new").status_code == 404
