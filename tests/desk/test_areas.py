"""Areas at the desk: who sees and changes them, and an import from upload to the last mended row."""

from pathlib import Path

import pytest
import shapely
import shapely.affinity
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.areas.town import draw_world, geojson, square
from tests.desk.lives import browser
from tests.world import World
from wangge.areas.models import Area, AreaImport, Boundary
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope


@pytest.fixture
def duty(world: World) -> Client:
    """The district's duty officer at the browser."""
    return browser("duty")


def test_the_tree_is_searched_and_an_area_opened(world: World, duty: Client) -> None:
    assert "文新街道" in duty.get("/desk/areas/").content.decode()
    assert "阳光社区第一网格" in duty.post("/desk/areas/", {"q": "第一网格"}, follow=True).content.decode()
    page = duty.get(f"/desk/areas/{world.areas['community1'].pk}").content.decode()
    assert "990106001001" in page and "阳光社区第二网格" in page


def test_a_name_is_changed_and_a_wrong_code_refused_at_its_field(world: World, duty: Client) -> None:
    grid = world.areas["grid2"]
    said = {"name": "阳光二格", "grid_kind": "dedicated", "code": grid.code, "on": "2026-03-02"}

    assert duty.post(f"/desk/areas/{grid.pk}/change", said).status_code == 302
    wrong = duty.post(f"/desk/areas/{grid.pk}/change", said | {"code": "990106002001009"})

    assert wrong.status_code == 422
    assert "以上级代码 990106001001 开头" in wrong.content.decode()
    with open_scope(machine("portal")):
        assert Area.objects.get(pk=grid.pk).name == "阳光二格"


def test_others_neither_change_nor_import(world: World) -> None:
    street = browser("street")
    grid = world.areas["grid2"]

    assert street.get(f"/desk/areas/{grid.pk}").status_code == 200
    assert street.get(f"/desk/areas/{world.areas['grid4'].pk}").status_code == 404
    assert street.post(f"/desk/areas/{grid.pk}/change", {}).status_code == 404
    assert street.get("/desk/areas/imports").status_code == 404


def test_a_file_is_checked_imported_mended_and_imported_again(world: World, duty: Client, tmp_path: Path) -> None:
    rows = [
        ({"网格编码": "990106001002005", "网格名称": "星洲五格", "社区名称": "星洲社区"}, square(0)),
        ({"网格编码": "990106001002006", "网格名称": "星洲六格", "社区名称": "星洲社区"}, square(1)),
        ({"网格编码": "", "网格名称": "", "社区名称": "星洲社区"}, square(2)),
    ]
    upload = SimpleUploadedFile("网格.geojson", geojson(tmp_path / "a.geojson", rows).read_bytes())

    begun = duty.post("/desk/areas/imports", {"file": upload, "mapping": "", "crs": ""})
    assert begun.status_code == 302, begun.content.decode()
    address = begun["Location"]
    page = duty.get(address).content.decode()
    assert "没有代码" in page and "2 行可以导入" in page
    duty.post(f"{address}/carry-out")
    duty.post(f"{address}/rows/3", {"code": "990106001002007", "name": "星洲七格"})
    duty.post(f"{address}/carry-out")

    with open_scope(machine("import")):
        assert Area.objects.filter(code__startswith="99010600100200").count() == 4
        assert AreaImport.objects.get().state == AreaImport.State.CARRIED_OUT


def test_a_file_of_something_else_is_refused_next_to_the_field(duty: Client) -> None:
    answer = duty.post("/desk/areas/imports", {"file": SimpleUploadedFile("a.geojson", b"hello")})

    assert answer.status_code == 422
    assert "不是 GeoJSON、GeoPackage 或 Shapefile" in answer.content.decode()


def test_a_boundary_is_pasted_and_a_misfit_refused_at_its_field(world: World, duty: Client) -> None:
    draw_world(world.areas)
    grid = world.areas["grid1"]
    address = f"/desk/areas/{grid.pk}/boundary"
    page = duty.get(address).content.decode()
    assert "现行边界" in page and '"coordinates"' in page
    with open_scope(machine("portal")):
        former = Boundary.objects.get(area=grid, to_on=None)
    drawn = shapely.to_geojson(shapely.affinity.scale(former.polygon, 0.9, 0.9))
    said = {"geometry": drawn, "on": clock.today().isoformat(), "source": "街道办〔2026〕3 号", "instead_of": former.pk}

    outside = duty.post(address, said | {"geometry": shapely.to_geojson(shapely.affinity.scale(former.polygon, 3, 3))})
    nonsense = duty.post(address, said | {"geometry": "{}"})
    done = duty.post(address, said, follow=True)
    again = duty.post(address, said)

    assert outside.status_code == 422 and "之外" in outside.content.decode()
    assert nonsense.status_code == 422 and "这不是 GeoJSON 的面" in nonsense.content.decode()
    assert "街道办〔2026〕3 号" in done.content.decode() and "现在不属于任何同级区域" in done.content.decode()
    assert again.status_code == 422 and "刚被别人改过" in again.content.decode()
    assert browser("street").get(address).status_code == 404
