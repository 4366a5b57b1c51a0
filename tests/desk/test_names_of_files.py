"""What a file is called may name somebody: whoever brought it reads it, and nobody else, nor history, log or job."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.desk.lives import browser
from tests.registers.importing.sheets import STREET, doors, number, sheet, work
from tests.world import As, World
from wangge.accounts.actors import Actor
from wangge.registers.importing.models import Import

pytestmark = pytest.mark.django_db
NAME = "张三丰13812345678.csv"
ROWS = [["李梅", number(2), f"{STREET}1单元101室", "", "", "", "", ""], ["王五", "", "无名路9号", "", "", "", "", ""]]


def dump(like: str) -> list[str]:
    """Everything plain that the tables of these names hold."""
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if table.startswith(like)]
        told = []
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')  # noqa: S608
            told += [str(row[0]) for row in cursor.fetchall()]
    return told


def test_the_name_of_a_sheet_is_its_bringers_alone(
    world: World, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    doors(world, "grid1", world.community)
    desk, street = browser("community"), browser("street")
    upload = SimpleUploadedFile(NAME, sheet(ROWS))
    page = desk.post("/desk/imports/", {"archive": "people", "file": upload, "saved": ""})["Location"]
    batch_fields = {each.html_name: each.value() or "" for each in desk.get(page).context["form"]}
    assert desk.post(f"{page}/check", batch_fields).status_code == 302
    with As(world.community):
        work(Import.objects.get())
    assert desk.post(f"{page}/write").status_code == 302
    with As(world.community):
        work(Import.objects.get())
    for path in (page, "/desk/imports/"):
        assert "张三丰13812345678.csv" in desk.get(path).content.decode()
        told = street.get(path).content.decode()
        assert "人员.csv" in told
        assert "张三丰" not in told
    assert quote("退回-张三丰") in desk.get(f"{page}/refused.xlsx")["Content-Disposition"]
    assert street.get(f"{page}/refused.xlsx").status_code == 404
    with As(Actor.machine_named("worker")):
        histories, sheets = dump("kernel_"), dump("importing_")
    assert any("导入人员.csv" in each for each in histories), "history says why"
    assert any("name_sealed" in each and "人员.csv" in each for each in sheets)
    everything = [*dump("procrastinate_jobs"), *histories, *sheets, capfd.readouterr().err, caplog.text]
    assert not [each for each in everything if "张三丰" in each or "13812345678" in each]
