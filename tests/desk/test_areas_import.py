"""An import at the desk: columns corrected by a person, the rows on a map, and the three files of a real district."""

import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.areas.test_xihu import COMMUNITIES, GRIDS, NATIONAL_CODES, STREETS
from tests.areas.town import COMMAND_LINE, DAY, NOON, geojson, square
from tests.desk.lives import browser
from tests.world import BEGINNING, World
from wangge.accounts.models import Mandate, User
from wangge.accounts.roles import Role
from wangge.areas import actions
from wangge.areas.models import Area, AreaImport, ImportRow
from wangge.kernel.scope import machine, open_scope


@pytest.fixture
def duty(world: World) -> Client:
    """The district's duty officer at the browser."""
    return browser("duty")


def upload(client: Client, file: Path, *others: Path, level: str = "") -> str:
    """Sends a file; gives the address of its import."""
    said = {"file": _sent(file), "codes_from": [_sent(each) for each in others], "level": level}
    answer = client.post("/desk/areas/imports", said)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def _sent(file: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(file.name, file.read_bytes())


def states(client: Client, address: str) -> dict[str, int]:
    """How many rows stand in which state, as the page counts them."""
    page = client.get(address).content.decode()
    found = re.findall(r'href="\?state=(\w+)"[^>]*><b>(\d+)</b>', page)
    return {state: int(count) for state, count in found}


def test_a_person_says_which_column_means_what(world: World, duty: Client, tmp_path: Path) -> None:
    rows = [
        ({"甲": "990106001002005", "乙": "星洲五格"}, square(0)),
        ({"甲": "990106001002006", "乙": "星洲六格"}, square(1)),
    ]
    address = upload(duty, geojson(tmp_path / "a.geojson", rows))
    assert states(duty, address) == {"refused": 2}  # nobody can guess that 乙 is the name

    page = duty.get(address).content.decode()
    code, name = (re.search(rf'name="(column-\d)" aria-label="{column}"', page) for column in "甲乙")
    assert code and name
    duty.post(f"{address}/columns", {"level": "grid", code[1]: "code", name[1]: "name"})
    assert states(duty, address) == {"ready": 2}
    shapes = duty.get(f"{address}/rows.geojson").json()["features"]
    assert [each["properties"]["tone"] for each in shapes] == ["accent", "accent"]
    duty.post(f"{address}/carry-out")
    late = duty.post(f"{address}/columns", {"level": "grid"}, follow=True)

    assert "不能再改字段对应" in late.content.decode()
    assert states(duty, address) == {"imported": 2}


def test_a_file_without_a_column_of_codes_is_given_a_level(world: World, duty: Client, tmp_path: Path) -> None:
    file = geojson(tmp_path / "a.geojson", [({"名称": "星洲五格"}, square(0))])

    refused = duty.post("/desk/areas/imports", {"file": _sent(file)})
    address = upload(duty, file, level="grid")

    assert refused.status_code == 422 and "请选定层级" in refused.content.decode()
    assert states(duty, address) == {"refused": 1}
    assert "没有代码" in duty.get(f"{address}/report.txt").content.decode()


def test_after_a_mend_the_next_row_that_waits_is_shown(world: World, duty: Client, tmp_path: Path) -> None:
    rows = [({"网格编码": "990106001002005", "网格名称": "星洲五格"}, square(0))] * 1
    rows += [({"网格编码": "", "网格名称": f"无码{n}"}, square(n)) for n in (1, 2)]
    address = upload(duty, geojson(tmp_path / "a.geojson", rows), level="grid")

    mended = duty.post(f"{address}/rows/2", {"code": "990106001002006", "name": "星洲六格"})

    assert mended["Location"].endswith("?state=refused&page=1#row-3")
    assert duty.get(f"{address}/rows/3/")["Location"].endswith("#row-3")


@pytest.mark.skipif(not GRIDS.exists(), reason="needs the real district")
def test_a_real_district_goes_in_at_the_desk(world: World) -> None:
    with open_scope(machine("import")):
        xihu = actions.add(None, code="330106", name="西湖区", by=COMMAND_LINE, at=NOON, on=DAY)
        user = User.objects.create(username="xihu_admin", name="田野", created_at=NOON)
        Mandate.objects.create(user=user, role=Role.SYSTEM_ADMIN, area=xihu, area_code="330106", starts_on=BEGINNING)
    system = browser("xihu_admin")

    streets = upload(system, STREETS, COMMUNITIES, GRIDS, level="street")
    assert states(system, streets) == {"ready": 5, "refused": 6}  # six names have two codes in the other files
    system.post(f"{streets}/suggestions")
    system.post(f"{streets}/carry-out")
    communities = upload(system, COMMUNITIES)
    assert states(system, communities) == {"ready": 210, "refused": 3}
    system.post(f"{communities}/suggestions")
    system.post(f"{communities}/carry-out")
    grids = upload(system, GRIDS)
    assert states(system, grids) == {"ready": 586, "refused": 19}  # 府苑 stands by now
    for code, name in (("330106010037", "五云梦湖社区"), ("330106009012", "和家园社区")):
        system.post(f"{grids}/parent", {"code": code, "name": name})
    system.post(f"{grids}/suggestions")
    with open_scope(machine("import")):
        (left,) = ImportRow.objects.filter(batch=AreaImport.objects.latest("pk"), state="refused")
    system.post(f"{grids}/rows/{left.number}", {"code": "330106012004901", "name": "补录网格"})
    assert len(json.loads(system.get(f"{grids}/rows.geojson").content)["features"]) >= 605
    system.post(f"{grids}/carry-out")

    assert states(system, grids) == {"imported": 605}
    with open_scope(machine("portal")):
        assert (
            dict(Area.objects.filter(level="street", code__startswith="3301").values_list("name", "code"))
            == NATIONAL_CODES
        )
        assert Area.objects.filter(level="grid", code__startswith="3301").count() == 605
