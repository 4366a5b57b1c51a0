"""What stands plain in a sheet goes back to whoever brought it, and to nobody else who keeps the same ground."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.lives import browser
from tests.registers.archive import citizen
from tests.registers.importing.sheets import sheet
from tests.world import As, World
from wangge.kernel.models import Look
from wangge.kernel.scope import machine, open_scope
from wangge.registers.importing.models import Import
from wangge.registers.importing.working import waiting, work_off

IMPORTS = "/desk/imports/"


def at_work() -> Import:
    for batch in waiting():
        work_off(batch, apart=False)
    with open_scope(machine("worker")):
        return Import.objects.latest("pk")


@pytest.mark.django_db(transaction=True)
def test_rows_that_were_refused_go_back_to_whoever_brought_them(world: World) -> None:
    client = browser("community")
    rows = [["张小明", citizen(1).number, "无名路9号", "13812345678"]]
    file = SimpleUploadedFile("名册.csv", sheet(rows, ("姓名", "身份证号", "现住址", "手机号")))
    client.post(IMPORTS, {"archive": "people", "file": file, "saved": ""})
    batch = at_work()
    client.post(f"{IMPORTS}{batch.pk}/check", {f"field-{field}": name for field, name in batch.mapping.items()})
    assert at_work().state == Import.State.CHECKED
    address, returned = f"{IMPORTS}{batch.pk}", f"{IMPORTS}{batch.pk}/refused.xlsx"
    for who in ("community_second", "street", "duty"):
        other: Any = browser(who)
        assert other.get(returned).status_code == 404
        page = other.get(address).content.decode()
        assert "只由导入的人下载" in page and returned not in page
        assert "张小明" not in page
    assert "张小明" in client.get(address).content.decode()
    assert client.get(returned).status_code == 200
    with As(world.audit_admin):
        look = Look.objects.get(subject="import")
    assert (look.who, look.what, look.subject_id) == (world.community.user_id, "returned", str(batch.pk))
