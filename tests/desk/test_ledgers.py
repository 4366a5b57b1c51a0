"""The registers, the report of retention, and unusual ways of looking."""

import csv
from typing import Any

import pytest

from tests.desk.lives import browser
from tests.world import As, World, moment
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.trail import look
from wangge.registers.rights.models import Disclosure, Incident, RetentionLine, RetentionRun

pytestmark = pytest.mark.django_db


def test_a_disclosure_is_written_down_and_stays(world: World) -> None:
    desk = browser("security_admin")
    filled = {"way": "provide", "recipient": "区卫健局", "purpose": "疫苗接种通知", "contents": "姓名、电话"}
    more = {"people_count": 12, "basis": "第十三条", "given_on": "2026-03-02", "key": new_id()}
    for _time in range(2):
        assert desk.post("/desk/ledgers/disclosures/new", {**filled, **more}).status_code == 302
    page = desk.get("/desk/ledgers/disclosures/").content.decode()
    assert page.count("区卫健局") == 1
    assert "姓名、电话" in page
    with As(world.neighbour_street):
        assert not Disclosure.objects.exists()
    assert browser("worker").get("/desk/ledgers/disclosures/").status_code == 404


def test_an_incident_is_closed_once_everybody_knows(world: World) -> None:
    desk = browser("security_admin")
    filled = {"title": "表格误发", "kind": "leak", "found_at": "2026-03-02T09:00", "what": "姓名", "key": new_id()}
    assert desk.post("/desk/ledgers/incidents/new", filled).status_code == 302
    with As(world.security_admin):
        pk = Incident.objects.get().pk
    closed = {"measures": "已撤回", "closed_at": "2026-03-03T09:00", "key": new_id()}
    assert desk.post(f"/desk/ledgers/incidents/{pk}", closed).status_code == 422
    told = {"authority_told_at": "2026-03-02T10:00", "people_told_at": "2026-03-02T11:00", "key": new_id()}
    assert desk.post(f"/desk/ledgers/incidents/{pk}", {**closed, **told}).status_code == 302
    assert "已撤回" in desk.get(f"/desk/ledgers/incidents/{pk}").content.decode()


def test_an_assessment_is_written_down(world: World) -> None:
    desk = browser("duty")
    filled = {"title": "关爱信息", "occasion": "sensitive", "is_needed": "是", "impact": "低", "measures": "加密"}
    more = {"risk": "low", "assessed_on": "2026-03-02", "key": new_id()}
    assert desk.post("/desk/ledgers/assessments/new", {**filled, "key": new_id()}).status_code == 422
    assert desk.post("/desk/ledgers/assessments/new", {**filled, **more}).status_code == 302


def test_a_report_of_retention_is_approved(world: World) -> None:
    with open_scope(machine("timer")):
        run = RetentionRun.objects.create(at=clock.now(), due_count=1)
        RetentionLine.objects.create(run=run, row_id=7, area_code="990106001001001", why="term")
        items = ["person.phone", "person.workplace"]
        RetentionLine.objects.create(run=run, row_id=8, area_code="990106001001002", why="ended", items=items)
    page = browser("audit_admin").get(f"/desk/ledgers/retention/{run.pk}").content.decode()
    assert "阳光社区第一网格" in page
    assert "联系电话 · 服务处所" in page
    assert browser("duty").post(f"/desk/ledgers/retention/{run.pk}", {"key": new_id()}).status_code == 404
    desk = browser("security_admin")
    assert desk.post(f"/desk/ledgers/retention/{run.pk}", {"key": new_id()}).status_code == 302
    assert "钱程" in desk.get("/desk/ledgers/retention/").content.decode()


@pytest.fixture
def looked(world: World) -> World:
    """Wang Min looked at three in the night; Sun Wei at noon, once outside his street."""
    zone = moment("2026-03-02 09:00").tzinfo
    at_three, at_noon = (clock.now().astimezone(zone).replace(hour=hour) for hour in (3, 12))
    with As(world.worker):
        look("person", 1, "phone", by=world.worker, at=at_three, reason="=走访", area_code="990106001001001")
    with As(world.street):
        look("person", 1, "phone", by=world.street, at=at_noon, reason="走访", area_code="990106002001001")
        look("person", 1, "phone", by=world.street, at=at_noon, reason="走访", area_code="990106001001001")
    return world


def test_the_auditor_sees_who_looks_unusually(looked: World, settings: Any) -> None:
    desk = browser("audit_admin")
    found = {each.name: (each, odd) for each, odd in desk.get("/desk/audit/looks/patterns").context["patterns"]}
    worker, street = found["王敏"], found["孙伟"]
    assert (worker[0].at_night, worker[0].outside, worker[1]) == (1, 0, True)
    assert (street[0].at_night, street[0].outside, street[0].total, street[1]) == (0, 1, 2, True)
    settings.AUDIT_NIGHT, settings.AUDIT_LOOKS_OUTSIDE, settings.AUDIT_LOOKS_A_DAY = (11, 13), 0, 2
    page = desk.get("/desk/audit/looks/patterns")
    found = {each.name: (each, odd) for each, odd in page.context["patterns"]}
    assert (found["王敏"][0].at_night, found["王敏"][1]) == (0, False)
    assert (found["孙伟"][0].at_night, found["孙伟"][1]) == (2, True)
    assert "夜里（11 时至 13 时）" in page.content.decode()
    assert browser("security_admin").get("/desk/audit/looks/patterns").status_code == 404


def test_the_auditor_takes_the_looks_along_for_a_reason(looked: World) -> None:
    desk = browser("audit_admin")
    ask = "/desk/audit/looks/export?q=王敏"
    assert desk.get(ask).context["count"] == 1
    assert desk.post(ask, {"kind": "csv", "reason": "", "key": new_id()}).status_code == 422
    answer = desk.post(ask, {"kind": "csv", "reason": "季度检查", "key": new_id()})
    first, columns, *rows = list(csv.reader(b"".join(answer).decode("utf-8-sig").splitlines()))
    assert "事由：季度检查" in first[0]
    assert columns[1] == "查阅人"
    assert [(row[1], row[2], row[6]) for row in rows] == [("王敏", "电话", "'=走访")]
    assert b"".join(desk.post(ask, {"kind": "xlsx", "reason": "季度检查", "key": new_id()})).startswith(b"PK")
    page = desk.get("/desk/audit/looks").content.decode()
    assert page.count("季度检查") == 2, "each time leaves a look"
    assert browser("security_admin").post(ask, {"kind": "csv", "reason": "看看", "key": new_id()}).status_code == 404
