"""The real district of 西湖区 goes in by the documented commands; the report finds exactly the faults of its files."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command

from tests.areas.town import COMMAND_LINE, NOON
from wangge.areas import queries
from wangge.areas.importing import acts
from wangge.areas.importing.reporting import report_on
from wangge.areas.models import Area, AreaImport, ImportRow

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "areas"
STREETS, COMMUNITIES, GRIDS = (
    DATA / f"hangzhou_xihu_{name}.geojson" for name in ("subdistrict11", "community213", "grid605")
)
pytestmark = pytest.mark.skipif(not GRIDS.exists(), reason=f"needs the real district in {DATA}")

NATIONAL_CODES = {
    "北山街道": "330106002",
    "西溪街道": "330106004",
    "翠苑街道": "330106005",
    "古荡街道": "330106007",
    "留下街道": "330106009",
    "转塘街道": "330106010",
    "蒋村街道": "330106011",
    "灵隐街道": "330106012",
    "文新街道": "330106013",
    "三墩镇": "330106109",
    "双浦镇": "330106110",
}


def bring(file: Path, mapping: str, folder: Path, *options: Any) -> dict[str, Any]:
    """`wangge areas import` as an operator would; gives its report."""
    call_command("areas", "import", str(file), "--mapping", mapping, "--report", str(folder / file.stem), *options)
    return json.loads((folder / f"{file.stem}.json").read_text("utf-8"))  # type: ignore[no-any-return]


def bring_all(folder: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The three files in their order."""
    others = ("--codes-from", str(COMMUNITIES), "--codes-from", str(GRIDS))
    return (
        bring(STREETS, "hangzhou-streets", folder, *others),
        bring(COMMUNITIES, "hangzhou-communities", folder),
        bring(GRIDS, "hangzhou-grids", folder),
    )


def rows_by_kind(report: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The findings of one kind."""
    return [finding for finding in report["findings"] if finding["kind"] == kind]


@pytest.mark.django_db
def test_the_district_goes_in_and_exactly_its_faults_are_found(tmp_path: Path, importing: None) -> None:
    streets, communities, grids = bring_all(tmp_path)

    assert streets["states"] == {"imported": 11}
    assert streets["mended"] == {"code_by_name": 11, "parent_made": 1}
    assert dict(Area.objects.filter(level="street").values_list("name", "code")) == NATIONAL_CODES

    assert communities["states"] == {"refused": 3, "imported": 210}
    assert communities["refused"] == {"code_of_lower_level": 3}
    assert {row["name"] for row in rows_by_kind(communities, "code_of_lower_level")} == {"府苑社区"}
    assert communities["mended"] == {"boundary_mended": 3, "nesting_mended": 1}

    assert grids["states"] == {"refused": 22, "imported": 583}
    assert grids["refused"] == {"parent_unknown": 13, "code_missing": 9, "name_missing": 4}
    nameless = {row["row"] for row in rows_by_kind(grids, "name_missing")}
    assert nameless < {row["row"] for row in rows_by_kind(grids, "code_missing")}
    assert Counter(_community(row) for row in rows_by_kind(grids, "parent_unknown")) == {
        "五云梦湖": 5,
        "和家园社区": 3,
        "府苑社区": 3,
        "五联社区": 2,
    }
    assert grids["mended"] == {"name_replaced": 2, "boundary_mended": 2}


def _community(finding: dict[str, Any]) -> str:
    found = re.search(r"上级 \d{12} (\S+) 还不存在", finding["problem"])
    return found[1] if found else ""


@pytest.mark.django_db
def test_running_it_again_changes_nothing(tmp_path: Path, importing: None) -> None:
    bring_all(tmp_path)

    streets, communities, grids = bring_all(tmp_path)

    assert streets["states"] == {"unchanged": 11}
    assert communities["states"] == {"refused": 3, "unchanged": 210}
    assert grids["states"] == {"refused": 22, "unchanged": 583}


@pytest.mark.django_db
def test_a_person_mends_the_rest_and_all_605_grids_stand(tmp_path: Path, importing: None) -> None:
    bring_all(tmp_path)
    communities, grids = AreaImport.objects.order_by("pk")[1:]
    doing: dict[str, Any] = {"by": COMMAND_LINE, "at": NOON}

    refused = list(communities.rows.filter(state="refused").values_list("number", flat=True))
    assert acts.take_suggestions(communities, refused, **doing) == 3  # 府苑: its three grids are one community
    acts.carry_out(communities, **doing)
    assert Area.objects.get(code="330106011020").name == "府苑社区"

    acts.make_parent(grids, "330106010037", name="五云梦湖社区", **doing)
    acts.make_parent(grids, "330106009012", name="和家园社区", **doing)
    suggested = [row.number for row in grids.rows.filter(state="refused") if row.suggestion]
    acts.take_suggestions(grids, suggested, **doing)  # 五联, 铁佛寺, campus, mall, and three of the nameless
    (nowhere,) = grids.rows.filter(state="refused")  # a nameless grid in a gap between the communities
    assert not nowhere.suggestion
    acts.mend(nowhere, code="330106012004901", name="补录网格", **doing)
    acts.carry_out(grids, **doing)

    left = [(row.number, row.code, row.name, row.findings) for row in grids.rows.filter(state="refused")]
    assert report_on(grids).states == {"imported": 605}, left
    assert Area.objects.filter(level="grid").count() == 605
    assert Area.objects.filter(level="community").count() == 213
    united = grids.rows.filter(values__cunshe="五联社区")
    assert {row.code[:12] for row in united} == {"330106013015"}  # the code that its community really has
    assert {row.area.code for row in united.select_related("area")} == {row.code for row in united}  # type: ignore[union-attr]
    again = bring(GRIDS, "hangzhou-grids", tmp_path)
    assert again["states"] == {"unchanged": 605}


@pytest.mark.django_db
def test_every_grid_is_found_by_a_point_inside_of_it(tmp_path: Path, importing: None) -> None:
    bring_all(tmp_path)
    grids = list(Area.objects.filter(level="grid").order_by("pk"))

    found = queries.locate_many(np.array([[grid.lon, grid.lat] for grid in grids]))

    assert (found == [grid.pk for grid in grids]).all()
    assert str(queries.locate(120.1229, 30.2746)).startswith("西湖区 · ")


@pytest.mark.django_db
def test_the_check_of_a_file_writes_no_area(tmp_path: Path, importing: None) -> None:
    report = bring(GRIDS, "hangzhou-grids", tmp_path, "--check")

    assert report["states"] == {"refused": 605}
    assert not Area.objects.exists()
    assert ImportRow.objects.count() == 605
