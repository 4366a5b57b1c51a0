"""The catalogue at the desk: browse, change from a day on, routes, first desks, limits, sheets."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.lives import browser
from tests.world import As, World
from wangge.cases.catalogue.queries import lines_of
from wangge.cases.catalogue.sheets import read_sheets, write_csv
from wangge.cases.deadlines import Limit, Unit
from wangge.cases.models import DeskLevel
from wangge.cases.models.catalogue import CatalogueVersion, FilingCondition, FirstDesk, Route, StageClock, StageLimit
from wangge.cases.routing import first_desk, stage_limit
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope

HEADER = "类别,大类代码,大类名称,小类代码,小类名称,立案条件,处置时限,结案条件\n"


def dated(**words: Any) -> dict[str, Any]:
    return {"on": clock.today().isoformat(), "key": str(uuid4())} | words


def sheet(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("标准.csv", (HEADER + text).encode())


def test_everybody_at_a_desk_reads_it_and_finds_by_words(world: World) -> None:
    for person in ("community", "street", "dispatcher", "assessor", "duty"):
        assert browser(person).get("/desk/catalogue/").status_code == 200
    page = browser("operator").post("/desk/catalogue/", {"q": "井盖"}, follow=True).content.decode()
    assert "雨水井盖" in page and "乱堆物料" not in page
    assert browser("worker").get("/desk/catalogue/").status_code == 404


def test_a_limit_changes_from_a_day_on(world: World) -> None:
    cover = world.conditions["cover"]
    client = browser("duty")
    words = dated(text="缺失、移位", limit="1紧急工作时", closing="恢复")
    answer = client.post(f"/desk/catalogue/conditions/{cover.pk}", words)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "1 紧急工作时" in page and "2 紧急工作时" in page
    with As(world.duty):
        assert FilingCondition.objects.get(pk=cover.pk).to_on == clock.today()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [({"limit": "尽快"}, "看不懂时限"), ({"on": "2000-01-01"}, "不能从更早的日子改起"), ({"text": ""}, "必填")],
)
def test_a_change_that_cannot_be_made_says_why(world: World, words: dict[str, str], sentence: str) -> None:
    cover = world.conditions["cover"]
    given = dated(text="缺失", limit="1紧急工作时", closing="恢复") | words
    answer = browser("duty").post(f"/desk/catalogue/conditions/{cover.pk}", given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_condition_is_added_and_another_ended(world: World) -> None:
    cover = world.conditions["cover"]
    client = browser("system_admin")
    words = dated(text="弹跳", limit="2工作日", closing="修复")
    assert client.post(f"/desk/catalogue/categories/{cover.category_id}", words).status_code == 302
    assert client.post(f"/desk/catalogue/conditions/{cover.pk}/end", dated()).status_code == 302
    with As(world.duty):
        current = FilingCondition.objects.filter(category=cover.category_id, to_on=None)
        assert [(row.number, row.text) for row in current] == [(cover.number + 1, "弹跳")]


def test_a_route_is_added_for_an_area_and_ended(world: World) -> None:
    client = browser("duty")
    street = world.areas["street1"]
    words = dated(
        handler_kind="municipal", area=f"{street.code} {street.name}", department=world.departments["works"].pk,
        part="lead", priority=0,
    )  # fmt: skip
    assert client.post("/desk/catalogue/routes/", words).status_code == 302
    with As(world.duty):
        route = Route.objects.get()
    assert (route.area_id, route.handler_kind) == (street.pk, "municipal")
    assert (
        world.departments["works"].name
        in client.post("/desk/catalogue/routes/", {"q": "市政"}, follow=True).content.decode()
    )
    assert client.post(f"/desk/catalogue/routes/{route.pk}/end", dated()).status_code == 302
    with As(world.duty):
        assert not Route.objects.filter(to_on=None).exists()


def test_first_desks_and_stage_limits_change(world: World) -> None:
    long_ago = clock.today() - timedelta(days=400)
    with open_scope(machine("import")):
        row = FirstDesk.objects.create(source="video", level="street", from_on=long_ago)
        law = FirstDesk.objects.create(is_enforcement=True, level="street", from_on=long_ago)
    client = browser("duty")
    assert client.post(f"/desk/catalogue/rules/first-desk/{row.pk}", dated(level="district")).status_code == 302
    refused = client.post(f"/desk/catalogue/rules/first-desk/{law.pk}", dated(level="community"), follow=True)
    assert "执法事项不能交社区" in refused.content.decode()
    assert client.post("/desk/catalogue/rules/stage-limit", dated(stage="arrive", limit="45分钟")).status_code == 302
    assert client.post("/desk/catalogue/rules/stage-limit", dated(stage="arrive", limit="快")).status_code == 422
    with As(world.duty):
        assert first_desk("video", None) == DeskLevel.DISTRICT
        assert FirstDesk.objects.get(pk=law.pk).to_on is None
        assert stage_limit(StageClock.ARRIVE) == Limit(45, Unit.MINUTE)
        assert StageLimit.objects.filter(stage="arrive").count() == 2


def test_a_sheet_is_checked_then_taken_in(world: World) -> None:
    client = browser("system_admin")
    text = "部件,01,设施,01,亭子,破损,3工作日,修复\n部件,01,设施,01,亭子,倾倒,马上,扶正\n"
    checked = client.post("/desk/catalogue/import", dated(file=sheet(text), code="town", check="")).content.decode()
    assert "看不懂时限“马上”" in checked
    with As(world.duty):
        assert not CatalogueVersion.objects.filter(code="town").exists()
    client.post("/desk/catalogue/import", dated(file=sheet(text), code="town", **{"import": ""}))
    with As(world.duty):
        assert [row.text for row in FilingCondition.objects.filter(category__version__code="town")] == ["破损"]


def test_a_sheet_goes_out_as_it_would_come_in(world: World) -> None:
    with As(world.duty):
        version = CatalogueVersion.objects.get(pk=world.conditions["cover"].category.version_id)
        lines = list(lines_of(version, clock.today()))
    client = browser("assessor")
    for ending in ("csv", "xlsx"):
        answer = client.get(f"/desk/catalogue/export?version={version.code}&format={ending}")
        assert read_sheets(f"a.{ending}", answer.content).lines == lines
    assert client.get("/desk/catalogue/export?version=none").status_code == 404
    assert io.BytesIO(write_csv(lines)).read(3) == b"\xef\xbb\xbf"


def test_only_keepers_change_it(world: World) -> None:
    cover = world.conditions["cover"]
    client = browser("street")
    page = client.get(f"/desk/catalogue/conditions/{cover.pk}").content.decode()
    assert "保存为新规定" not in page
    words = dated(text="缺失", limit="9工作日", closing="恢复")
    client.post(f"/desk/catalogue/conditions/{cover.pk}", words)
    for path in (f"conditions/{cover.pk}/end", "rules/stage-limit", "import"):
        assert client.post(f"/desk/catalogue/{path}", words).status_code == 404
    with As(world.duty):
        assert FilingCondition.objects.get(pk=cover.pk).to_on is None
