"""The registers, the report of retention, and unusual ways of looking."""

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
        RetentionLine.objects.create(run=run, person_id=7, area_code="990106001001001", why="term")
    assert "阳光社区第一网格" in browser("audit_admin").get(f"/desk/ledgers/retention/{run.pk}").content.decode()
    assert browser("duty").post(f"/desk/ledgers/retention/{run.pk}", {"key": new_id()}).status_code == 404
    desk = browser("security_admin")
    assert desk.post(f"/desk/ledgers/retention/{run.pk}", {"key": new_id()}).status_code == 302
    assert "钱程" in desk.get("/desk/ledgers/retention/").content.decode()


def test_the_auditor_sees_who_looks_unusually(world: World) -> None:
    today = clock.now()
    with As(world.worker):
        at = clock.now().astimezone(moment("2026-03-02 09:00").tzinfo).replace(hour=3)
        look("person", 1, "phone", by=world.worker, at=at, reason="走访", area_code="990106001001001")
    with As(world.street):
        noon = clock.now().astimezone(moment("2026-03-02 09:00").tzinfo).replace(hour=12)
        look("person", 1, "phone", by=world.street, at=noon, reason="走访", area_code="990106002001001")
        look("person", 1, "phone", by=world.street, at=noon, reason="走访", area_code="990106001001001")
    desk = browser("audit_admin")
    found = {each.name: each for each in desk.get("/desk/audit/looks/patterns").context["patterns"]}
    assert (found["王敏"].at_night, found["王敏"].outside) == (1, 0)
    assert (found["孙伟"].at_night, found["孙伟"].outside, found["孙伟"].total) == (0, 1, 2)
    assert desk.post("/desk/audit/looks/export", {"since": today.date()}).status_code == 200
    assert "导出查阅留痕" in desk.get("/desk/audit/records").content.decode()
    assert browser("security_admin").get("/desk/audit/looks/patterns").status_code == 404
