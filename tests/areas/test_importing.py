"""Every kind of fault that a file can have, the formats, and what a person can mend."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import Polygon, mapping

from tests.areas.town import COMMAND_LINE, DAY, NOON, geojson, square
from wangge.areas import actions
from wangge.areas.doers import Machine
from wangge.areas.importing import acts, reading
from wangge.areas.importing.findings import KINDS
from wangge.areas.importing.mapping import Mapping, guess, load, names
from wangge.areas.importing.reporting import Report, report_on
from wangge.areas.levels import Level
from wangge.areas.models import Area, AreaImport, Boundary, ImportRow
from wangge.kernel import geo
from wangge.kernel.refused import Refused

Town = dict[str, Area]
GRIDS = Mapping(level=Level.GRID, code=("code",), name=("name", "full"), parent=("parent",), parent_name=("community",))
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[120.01, 30], [120.02, 30.01], [120.02, 30], [120.01, 30.01], [120.01, 30]]],
}
# A spike of no width: mending it changes nothing.
SPIKED = Polygon([(120.01, 30), (120.02, 30), (120.02, 30.01), (120.02, 30.02), (120.02, 30.01), (120.01, 30.01)])


def grid(code: str, name: str = "网格甲", shape: Any = "", **more: str) -> tuple[dict[str, str], Any]:
    """One row of a file of grids; the shape is the second cell of the town unless said."""
    return {"code": code, "name": name, **more}, square(1) if shape == "" else shape


def bring(
    path: Path,
    rows: list[tuple[dict[str, str], Any]],
    mapping: Mapping = GRIDS,
    by: Machine = COMMAND_LINE,
    **more: Any,
) -> tuple[AreaImport, Report]:
    """Begin and carry out an import of rows."""
    layer = reading.read(geojson(path / "rows.geojson", rows))
    batch = acts.begin(layer, mapping, by=by, at=NOON, **more)
    acts.carry_out(batch, by=by, at=NOON)
    return batch, report_on(batch)


def kinds(report: Report) -> list[list[str]]:
    """The kinds of findings of each row that has any."""
    return [[finding.kind for finding in line.findings] for line in report.lines]


GOOD = "990106001002001"
FAULTS: dict[str, tuple[list[tuple[dict[str, str], Any]], list[list[str]]]] = {
    "nothing": ([grid(GOOD)], []),
    "no code": ([grid("")], [["code_missing"]]),
    "a short code": ([grid("99010600100200")], [["code_misshapen"]]),
    "letters where digits belong": ([grid("9901060010A2001")], [["code_misshapen"]]),
    "a letter in the serial": ([grid("99010600100200A")], []),
    "a code beside its parent's": ([grid(GOOD, parent="990106002001")], [["parent_differs"]]),
    "an unknown parent": ([grid("990106001009001")], [["parent_unknown"]]),
    "a code twice": ([grid(GOOD), grid(GOOD, "网格乙", square(2))], [["code_twice"], ["code_twice"]]),
    "a name twice": ([grid(GOOD), grid("990106001002002", "网格甲", square(2))], [["name_twice"], ["name_twice"]]),
    "no name": ([grid(GOOD, "")], [["name_missing"]]),
    "a broken name": ([grid(GOOD, "花园社区第?\ue436网格")], [["name_broken"]]),
    "a broken name beside a whole one": ([grid(GOOD, "第?网格", full="第三网格")], [["name_replaced"]]),
    "no boundary": ([grid(GOOD, shape=None)], [["boundary_missing"]]),
    "coordinates that are no numbers": (
        [grid(GOOD, shape={"type": "Polygon", "coordinates": [[["a", 30], [120, 30], [120, 31]]]})],
        [["boundary_unreadable"]],
    ),
    "a line": ([grid(GOOD, shape=square(1).exterior)], [["boundary_not_polygon"]]),
    "latitude before longitude": (
        [grid(GOOD, shape=shapely.transform(square(1), lambda points: points[:, ::-1]))],
        [["boundary_abroad"]],
    ),
    "a ring that crosses itself": ([grid(GOOD, shape=BOW_TIE)], [["boundary_beyond_repair"]]),
    "a ring with a spike": ([grid(GOOD, shape=SPIKED)], [["boundary_mended"]]),
    "a multipolygon nested as a polygon": (
        [grid(GOOD, shape={**mapping(square(1)), "type": "MultiPolygon"})],
        [["nesting_mended"]],
    ),
    "an overlap": ([grid(GOOD), grid("990106001002002", "网格乙", square(1.9))], [["overlap"]]),
    "the same place twice": ([grid(GOOD), grid("990106001002002", "网格乙", square(1.1))], [["overlap_most"]]),
    "a gap between two": (
        [
            grid(GOOD, shape=square(1, wide=0.5, high=1).difference(square(1.4, 0.4, 0.1, 0.2))),
            grid("990106001002002", "网格乙", square(1.5, wide=0.5, high=1).difference(square(1.5, 0.4, 0.1, 0.2))),
        ],
        [["gap"]],
    ),
    "a hole": ([grid(GOOD, shape=square(1).difference(square(1.4, 0.4, 0.1, 0.1)))], [["hole"]]),
    "a hole that another row fills": (
        [
            grid(GOOD, shape=square(1).difference(square(1.4, 0.4, 0.1, 0.1))),
            grid("990106001002002", "网格乙", square(1.4, 0.4, 0.1, 0.1)),
        ],
        [],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_exactly_this_fault_is_found(town: Town, tmp_path: Path, fault: str) -> None:
    rows, expected = FAULTS[fault]

    _batch, report = bring(tmp_path, rows)

    assert kinds(report) == expected
    refused = sum(1 for row in expected if any(KINDS[kind].weight == "refused" for kind in row))
    assert report.states.get("refused", 0) == refused
    assert report.states.get("imported", 0) == len(rows) - refused


def test_the_report_names_row_field_and_mend(town: Town, tmp_path: Path) -> None:
    _batch, report = bring(tmp_path, [grid(GOOD), grid("12", "网格乙", square(2))])

    assert "第 2 行 · 代码：代码“12”不是 15 位网格代码。请改为 15 位：上级代码加本级顺序码。" in report.text()
    (finding,) = report.as_json()["findings"]
    assert (finding["row"], finding["field"], finding["kind"]) == (2, "code", "code_misshapen")
    assert json.dumps(report.as_json(), ensure_ascii=False)


def test_good_rows_go_in_and_a_second_run_changes_nothing(town: Town, tmp_path: Path) -> None:
    rows = [grid(GOOD), grid("", "网格乙", square(2))]
    bring(tmp_path, rows)
    before = list(Boundary.objects.order_by("pk").values_list("pk", "to_on"))

    _batch, again = bring(tmp_path, rows)

    assert again.states == {"refused": 1, "unchanged": 1}
    assert again.changes_nothing
    assert "没有变化" in again.text()
    assert list(Boundary.objects.order_by("pk").values_list("pk", "to_on")) == before


def test_a_changed_row_changes_its_area_and_keeps_the_former_boundary(town: Town, tmp_path: Path) -> None:
    bring(tmp_path, [grid(GOOD)])

    _batch, report = bring(tmp_path, [grid(GOOD, "网格改名", square(1, wide=0.9))])

    assert report.states == {"imported": 1}
    area = Area.objects.get(code=GOOD)
    assert area.name == "网格改名"
    assert Boundary.objects.filter(area=area).count() == 2
    assert Boundary.objects.get(area=area, to_on=None).polygon.equals(square(1, wide=0.9))


def test_a_retired_code_does_not_come_back_by_a_file(town: Town, tmp_path: Path) -> None:
    actions.retire(town["990106001001002"], on=DAY, by=COMMAND_LINE, at=NOON)

    _batch, report = bring(tmp_path, [grid("990106001001002")])

    assert kinds(report) == [["code_retired"]]


def test_a_street_imports_only_its_own(town: Town, tmp_path: Path) -> None:
    _batch, report = bring(tmp_path, [grid(GOOD)], by=Machine(area_code="990106002"))

    assert kinds(report) == [["code_not_yours"]]
    assert not Area.objects.filter(code=GOOD).exists()


def test_a_person_mends_a_row_and_imports_the_rest(town: Town, tmp_path: Path) -> None:
    rows = [grid(GOOD), grid("", "", square(2), community="星洲社区")]
    batch, report = bring(tmp_path, rows)
    row = batch.rows.get(number=2)
    assert row.suggestion["code"] == "990106001002002"

    row = acts.mend(row, code="990106001002002", name="星洲社区第二网格", by=COMMAND_LINE, at=NOON)
    assert row.state == ImportRow.State.READY
    acts.carry_out(batch, by=COMMAND_LINE, at=NOON)

    assert Area.objects.get(code="990106001002002").name == "星洲社区第二网格"
    _batch, again = bring(tmp_path, rows)
    assert again.states == {"unchanged": 2}
    assert kinds(again) == [["again"]]
    del report


def test_a_mend_that_is_wrong_is_refused_again(town: Town, tmp_path: Path) -> None:
    batch, _report = bring(tmp_path, [grid("", "网格甲")])

    row = acts.mend(batch.rows.get(), code="990106009001001", by=COMMAND_LINE, at=NOON)

    assert row.state == ImportRow.State.REFUSED
    assert [finding["kind"] for finding in row.findings] == ["parent_unknown"]


def test_a_dropped_row_leaves_the_others_alone(town: Town, tmp_path: Path) -> None:
    batch, _report = bring(tmp_path, [grid(GOOD), grid(GOOD, "网格乙", square(2))])

    acts.mend(batch.rows.get(number=2), drop=True, by=COMMAND_LINE, at=NOON)
    acts.carry_out(batch, by=COMMAND_LINE, at=NOON)

    assert Area.objects.get(code=GOOD).name == "网格甲"
    assert report_on(batch).states == {"imported": 1, "dropped": 1}


def test_rows_of_one_area_are_merged(town: Town, tmp_path: Path) -> None:
    mapping = Mapping(level=Level.COMMUNITY, code=("code",), name=("name",))
    halves = [square(0, 1, 1), square(1, 1, 1)]
    rows = [({"name": "新社区", "grid": f"99010600100300{index}"}, half) for index, half in enumerate(halves, 1)]
    batch, report = bring(tmp_path, rows, mapping)
    assert kinds(report) == [["code_of_lower_level"], ["code_of_lower_level"]]

    assert acts.take_suggestions(batch, [1, 2], by=COMMAND_LINE, at=NOON) == 2
    acts.carry_out(batch, by=COMMAND_LINE, at=NOON)

    community = Area.objects.get(code="990106001003")
    drawn = Boundary.objects.get(area=community).polygon
    assert drawn.symmetric_difference(square(0, 1, wide=2)).area < 1e-12
    assert report_on(batch).states == {"imported": 1, "merged": 1}
    _batch, again = bring(tmp_path, rows, mapping)
    assert again.states == {"unchanged": 1, "merged": 1}


def test_a_missing_parent_is_made_from_its_rows(town: Town, tmp_path: Path) -> None:
    cells = [square(0, 1, 0.5), square(0.5, 1, 0.5)]
    rows = [
        grid(f"99010600100900{index}", f"湖畔{index}", cell, community="湖畔社区")
        for index, cell in enumerate(cells, 1)
    ]
    batch, report = bring(tmp_path, rows)
    assert kinds(report) == [["parent_unknown"], ["parent_unknown"]]

    acts.make_parent(batch, "990106001009", name="湖畔社区", by=COMMAND_LINE, at=NOON)
    acts.carry_out(batch, by=COMMAND_LINE, at=NOON)

    lake = Area.objects.get(code="990106001009")
    assert (lake.level, lake.name, lake.parent.code) == ("community", "湖畔社区", "990106001")  # type: ignore[union-attr]
    assert Area.objects.filter(parent=lake).count() == 2


def test_an_import_that_was_put_aside_stays_so(town: Town, tmp_path: Path) -> None:
    batch, _report = bring(tmp_path, [grid("")])
    acts.put_aside(batch, by=COMMAND_LINE, at=NOON)

    with pytest.raises(Refused, match="已放弃"):
        acts.carry_out(batch, by=COMMAND_LINE, at=NOON)
    with pytest.raises(Refused, match="已放弃"):
        acts.mend(batch.rows.select_related("batch").get(), code=GOOD, by=COMMAND_LINE, at=NOON)


def _table(path: Path, driver: str, shapes: list[Polygon], **options: Any) -> Path:
    columns = [np.array(["990106001002001", "990106001002002"], object), np.array(["网格甲", "网格乙"], object)]
    given = {"crs": "EPSG:4490", **options}
    pyogrio.raw.write(
        path, shapely.to_wkb(shapes), columns, ["XZQHBM", "name"], driver=driver, geometry_type="Polygon", **given
    )
    return path


def _zipped(path: Path) -> Path:
    target = path.parent.parent / "grids.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in path.parent.iterdir():
            archive.write(part, part.name)
    return target


SHAPES = [square(1, wide=0.5), square(1.5, wide=0.5)]


@pytest.mark.parametrize("made", ["geojson", "gpkg", "shp", "gbk zip", "projected gpkg"])
def test_the_formats_and_reference_systems_give_the_same_areas(town: Town, tmp_path: Path, made: str) -> None:
    folder = tmp_path / "shp"
    folder.mkdir()
    projected = [shapely.transform(shape, _to_gauss) for shape in SHAPES]
    path = {
        "geojson": lambda: geojson(
            tmp_path / "a.geojson", [grid(GOOD, shape=SHAPES[0]), grid("990106001002002", "网格乙", SHAPES[1])]
        ),
        "gpkg": lambda: _table(tmp_path / "a.gpkg", "GPKG", SHAPES),
        "shp": lambda: _table(folder / "a.shp", "ESRI Shapefile", SHAPES, encoding="UTF-8"),
        "gbk zip": lambda: _zipped(_without_cpg(_table(folder / "a.shp", "ESRI Shapefile", SHAPES, encoding="GBK"))),
        "projected gpkg": lambda: _table(tmp_path / "a.gpkg", "GPKG", projected, crs="EPSG:4549"),
    }[made]()

    layer = reading.read(path)
    batch = acts.begin(layer, guess(layer), by=COMMAND_LINE, at=NOON)
    acts.carry_out(batch, by=COMMAND_LINE, at=NOON)

    assert report_on(batch).states == {"imported": 2}
    assert dict(Area.objects.filter(code__startswith="990106001002", level="grid").values_list("code", "name")) == {
        "990106001002001": "网格甲",
        "990106001002002": "网格乙",
    }
    drawn = Boundary.objects.get(area__code=GOOD).polygon
    assert drawn.symmetric_difference(SHAPES[0]).area < 1e-9


def _without_cpg(path: Path) -> Path:
    path.with_suffix(".cpg").unlink()
    content = bytearray(path.with_suffix(".dbf").read_bytes())
    content[29] = 0  # the language driver, too, says nothing
    path.with_suffix(".dbf").write_bytes(content)
    return path


def _to_gauss(points: Any) -> Any:
    from pyproj import Transformer

    east, north = Transformer.from_crs(4490, 4549, always_xy=True).transform(points[:, 0], points[:, 1])
    return np.column_stack([east, north])


@pytest.mark.parametrize("datum", [geo.Datum.GCJ02, geo.Datum.BD09])
def test_shifted_coordinates_are_put_right_when_said_so(town: Town, tmp_path: Path, datum: geo.Datum) -> None:
    shifted = shapely.transform(
        square(1), lambda points: np.array([geo.from_cgcs2000(lon, lat, datum) for lon, lat in points.tolist()])
    )

    bring(tmp_path, [grid(GOOD, shape=shifted)], replace(GRIDS, crs=datum.value))

    drawn = Boundary.objects.get(area__code=GOOD).polygon
    assert shapely.hausdorff_distance(drawn, square(1)) < 1e-5
    assert shapely.hausdorff_distance(shifted, square(1)) > 1e-3


def test_what_is_no_file_of_areas_is_refused_with_a_mend(tmp_path: Path) -> None:
    for name, content in (("a.geojson", b"not json"), ("b.json", b"[1]"), ("c.zip", b""), ("d.gpkg", b"<VRTDataset/>")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refused) as refusal:
            reading.read(tmp_path / name)
        assert refusal.value.field == "file"


def test_a_mapping_is_guessed_from_values_and_names(tmp_path: Path) -> None:
    rows = [
        (
            {
                "标识": f"x{index}",
                "网格编码": f"99010600100200{index}",
                "社区代码": "990106001002",
                "网格名称": f"第{index}网格",
                "社区名称": "星洲社区",
            },
            square(index),
        )
        for index in range(1, 4)
    ]

    found = guess(reading.read(geojson(tmp_path / "a.geojson", rows)))

    assert (found.level, found.code, found.name) == (Level.GRID, ("网格编码",), ("网格名称",))
    assert (found.parent, found.parent_name) == (("社区代码",), ("社区名称",))


def test_saved_mappings_can_be_read_and_strange_ones_are_refused(tmp_path: Path) -> None:
    assert {load(name).level for name in names()} >= {Level.STREET, Level.COMMUNITY, Level.GRID}
    strange = tmp_path / "mine.json"
    strange.write_text('{"level": "grid", "colour": "red"}')
    with pytest.raises(Refused, match="colour"):
        load(str(strange))
    with pytest.raises(Refused, match="没有叫"):
        load("none-such")
