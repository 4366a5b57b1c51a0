"""Reads a file of polygons into rows; the file's own content decides what it is, not its name."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from wangge.areas.importing.findings import Finding
from wangge.kernel.refused import Refused

DEGREES = "EPSG:4490"
DEPTHS = {"Polygon": 3, "MultiPolygon": 4}
TYPE_OF_DEPTH = {depth: type_ for type_, depth in DEPTHS.items()}


@dataclass(frozen=True)
class Feature:
    """One row as the file has it: its number from 1, its texts by column, its shape in the file's coordinates."""

    number: int
    values: dict[str, str]
    geometry: BaseGeometry | None
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Layer:
    """A file of rows, and the reference system of its coordinates as pyproj reads it."""

    file_name: str
    columns: tuple[str, ...]
    features: list[Feature]
    crs: str


def read(path: Path, file_name: str = "") -> Layer:
    """A GeoJSON, GeoPackage or (zipped) Shapefile; `file_name` is what the person called it."""
    name = file_name or path.name
    start = _start_of(path)
    if not start:
        raise Refused(_("文件“%(name)s”不存在或是空的。") % {"name": name}, field="file")
    if start.startswith(b"SQLite format 3"):
        return _from_table(path, name)
    if start.startswith(b"\x00\x00\x27\x0a"):
        return _from_shapefile(str(path), name, path.with_suffix(".cpg").exists())
    if zipfile.is_zipfile(path):
        return _from_zip(path, name)
    return _from_geojson(path, name)


def _start_of(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as opened:
        return opened.read(16)


def _from_geojson(path: Path, name: str) -> Layer:
    try:
        document = json.loads(path.read_text("utf-8-sig"))
        given = document["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            _("“%(name)s”不是 GeoJSON、GeoPackage 或 Shapefile。") % {"name": name},
            field="file",
            mend=_("请导出为其中一种；Shapefile 请连同 .dbf、.shx、.prj 打成一个 zip。"),
        ) from error
    features = [_geojson_feature(number, each) for number, each in enumerate(given, 1)]
    return Layer(name, _columns(features), features, _geojson_crs(document))


def _geojson_feature(number: int, given: dict[str, Any]) -> Feature:
    values = {key: text for key, value in (given.get("properties") or {}).items() if (text := _text(value))}
    if not given.get("geometry"):
        return Feature(number, values, None)
    geometry, findings = _nested_as_written(given["geometry"])
    try:
        return Feature(number, values, shapely.force_2d(shape(geometry)), findings)
    except (ValueError, TypeError, AttributeError, KeyError, shapely.errors.ShapelyError) as error:
        return Feature(number, values, None, [Finding("boundary_unreadable", {"why": str(error)})])


def _nested_as_written(geometry: dict[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """A MultiPolygon that is nested as a Polygon (or the other way) is read as what it is nested as."""
    said, coordinates = geometry.get("type", ""), geometry.get("coordinates")
    real = TYPE_OF_DEPTH.get(_depth(coordinates), said)
    if said not in DEPTHS or real == said:
        return geometry, []
    return {"type": real, "coordinates": coordinates}, [Finding("nesting_mended", {"said": said, "real": real})]


def _depth(coordinates: Any) -> int:
    return 1 + _depth(coordinates[0]) if isinstance(coordinates, list) and coordinates else 0


def _geojson_crs(document: dict[str, Any]) -> str:
    """GeoJSON before 2016 may name a system; without one it is degrees."""
    named = ((document.get("crs") or {}).get("properties") or {}).get("name", "")
    return DEGREES if not named or "CRS84" in named else str(named)


def _from_zip(path: Path, name: str) -> Layer:
    with zipfile.ZipFile(path) as archive:
        inside = archive.namelist()
    shapefiles = [each for each in inside if each.lower().endswith(".shp")]
    if len(shapefiles) != 1:
        raise Refused(_("压缩包里有 %(count)d 个 .shp 文件，应当恰好一个。") % {"count": len(shapefiles)}, field="file")
    has_encoding = any(each.lower().endswith(".cpg") for each in inside)
    return _from_shapefile(f"/vsizip/{path}/{shapefiles[0]}", name, has_encoding)


def _from_shapefile(source: str, name: str, has_encoding: bool) -> Layer:
    """Shapefiles without .cpg are UTF-8 or the Chinese national encoding."""
    if has_encoding:
        return _from_table(source, name)
    try:
        return _from_table(source, name, encoding="UTF-8")
    except UnicodeDecodeError:
        return _from_table(source, name, encoding="GB18030")


def _from_table(source: Path | str, name: str, encoding: str | None = None) -> Layer:
    import pyogrio  # late: slow to load, and wanted by imports only

    try:
        meta, _fids, shapes, columns = pyogrio.raw.read(source, encoding=encoding)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise Refused(
            _("“%(name)s”读不出来：%(why)s") % {"name": name, "why": error},
            field="file",
            mend=_("请检查文件是否完整（Shapefile 需要 .shp、.dbf、.shx）。"),
        ) from error
    names = tuple(str(field_) for field_ in meta["fields"])
    features = list(_table_features(names, columns, shapes))
    return Layer(name, names, features, meta["crs"] or DEGREES)


def _table_features(
    names: tuple[str, ...], columns: list[npt.NDArray[Any]], shapes: npt.NDArray[np.object_]
) -> Iterator[Feature]:
    geometries = shapely.force_2d(shapely.from_wkb(shapes, on_invalid="ignore"))
    for index, geometry in enumerate(geometries):
        texts = {name: _text(column[index]) for name, column in zip(names, columns, strict=True)}
        is_drawn = geometry is not None and not geometry.is_empty
        yield Feature(index + 1, {key: text for key, text in texts.items() if text}, geometry if is_drawn else None)


def _columns(features: Iterable[Feature]) -> tuple[str, ...]:
    """Every column that is filled somewhere, in the order in which they come."""
    return tuple(dict.fromkeys(column for feature in features for column in feature.values))


def _text(value: Any) -> str:
    """A cell as text: whole floats lose their point (codes that a sheet turned into numbers), nothing is empty."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        value = int(value)
    return str(value).strip()
