"""What may be done with an import: begin, mend a row, make missing parents, carry out, put aside."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

import numpy as np
import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.actions.telling import tell
from wangge.areas.doers import Doer
from wangge.areas.importing import writing
from wangge.areas.importing.drafts import NameCodes, stem
from wangge.areas.importing.examining import Examined, examine, judge
from wangge.areas.importing.mapping import Mapping, trimmed
from wangge.areas.importing.reading import Feature, Layer
from wangge.areas.levels import Level
from wangge.areas.models import AreaImport, ImportRow
from wangge.kernel import clock, codes, geo
from wangge.kernel.refused import Refused

NAME_COLUMNS = ("zhenjie", "街道名称", "街道", "cunshe", "社区名称", "社区", "name", "名称")
State = ImportRow.State
DONE = (State.IMPORTED, State.UNCHANGED, State.DROPPED, State.MERGED)


@transaction.atomic
def begin(layer: Layer, mapping: Mapping, *, by: Doer, at: datetime, name_codes: NameCodes | None = None) -> AreaImport:
    """Keep the rows of a file, check every one, and write nothing to the areas yet."""
    if not layer.features:
        raise Refused(_("“%(name)s”里没有一行。") % {"name": layer.file_name}, field="file")
    features = in_degrees(layer, mapping)
    batch = AreaImport.objects.create(
        file_name=layer.file_name,
        level=mapping.level,
        mapping=mapping.as_json(),
        name_codes=name_codes or {},
        area_code=by.area_code or _district_of(layer, mapping, name_codes or {}),
        user_id=by.user_id,
        mandate_id=by.mandate_id,
        started_at=at,
    )
    rows = _with_former_mends([_row(batch, feature) for feature in features])
    judge(rows, batch, own=by.area_code)
    ImportRow.objects.bulk_create(rows)
    return batch


@transaction.atomic
def remap(batch: AreaImport, mapping: Mapping, *, by: Doer, at: datetime) -> AreaImport:
    """A person says better which column means what; every row is read and checked again."""
    if batch.state != AreaImport.State.CHECKED:
        raise Refused(_("这次导入已经写入，不能再改字段对应。"), mend=_("请重新上传文件。"))
    batch.mapping, batch.level = mapping.as_json(), mapping.level
    batch.save(update_fields=["mapping", "level"])
    examine(batch, own=by.area_code)
    return batch


@transaction.atomic
def mend(row: ImportRow, *, by: Doer, at: datetime, **what: str | bool) -> ImportRow:
    """A person says better: code, name, grid_kind, merge (same code, one area) or drop; every row is checked again."""
    _refuse_finished(row)
    row.mend = {key: value for key, value in {**row.mend, **what}.items() if value}
    row.state = State.REFUSED
    row.save(update_fields=["mend", "state"])
    examine(row.batch, own=by.area_code)
    row.refresh_from_db()
    return row


@transaction.atomic
def take_suggestions(batch: AreaImport, numbers: Iterable[int], *, by: Doer, at: datetime) -> int:
    """Mend rows as suggested; tells how many."""
    rows = [row for row in batch.rows.filter(number__in=list(numbers), state=State.REFUSED) if row.suggestion]
    for row in rows:
        row.mend = {**row.mend, **row.suggestion}
    ImportRow.objects.bulk_update(rows, ["mend"])
    examine(batch, own=by.area_code)
    return len(rows)


@transaction.atomic
def make_parent(batch: AreaImport, code: str, *, name: str, by: Doer, at: datetime) -> None:
    """Make the missing area above from the rows that name it: its boundary is theirs together."""
    examined = examine(batch, own=by.area_code)
    children = [draft for draft in examined.drafts if draft.parent == code and draft.geometry is not None]
    if not children or code in examined.tree.by_code:
        raise Refused(_("%(code)s 不是这次导入中缺少的上级。") % {"code": code}, field="parent")
    if not name.strip():
        raise Refused(_("请填写上级的名称。"), field="name")
    writing.make_parents(children, examined.tree, clock.day_of(at), batch.file_name, name.strip())
    tell(batch, "parent_made", {"code": code}, by=by, at=at)
    examine(batch, own=by.area_code)


@transaction.atomic
def carry_out(batch: AreaImport, *, by: Doer, at: datetime) -> Examined:
    """Write the good rows; the bad ones stay for a person. A second time finds nothing to write."""
    if batch.state == AreaImport.State.PUT_ASIDE:
        raise Refused(_("这次导入已放弃。"), mend=_("请重新上传文件。"))
    examined = examine(AreaImport.objects.select_for_update().get(pk=batch.pk), own=by.area_code)
    ready = [draft for draft in examined.drafts if draft.row.state == State.READY]
    if ready:
        writing.write(ready, examined.tree, clock.day_of(at), batch.file_name)
        tell(batch, "imported", {"rows": len(ready), "level": batch.level}, by=by, at=at)
    batch.state, batch.carried_out_at = AreaImport.State.CARRIED_OUT, at
    batch.save(update_fields=["state", "carried_out_at"])
    return examined


@transaction.atomic
def put_aside(batch: AreaImport, *, by: Doer, at: datetime) -> None:
    """Give up the rest of an import; what is in stays in."""
    batch.state = AreaImport.State.PUT_ASIDE
    batch.save(update_fields=["state"])


def names_to_codes(layers: Iterable[Layer], mapping: Mapping) -> NameCodes:
    """From other files: what code the area of a name has, by the stem of the name; what most rows say comes first."""
    found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for layer in layers:
        for name_column, code_column in mapping.codes_from or _pairs(layer, mapping.level):
            for feature in layer.features:
                name, code = (
                    feature.values.get(name_column, ""),
                    trimmed(feature.values.get(code_column, ""), mapping.level),
                )
                if name and len(code) == mapping.level.code_length and codes.is_valid(code):
                    found[stem(name)][name, code] += 1
    return {key: [pair for pair, _times in pairs.most_common()] for key, pairs in found.items()}


def in_degrees(layer: Layer, mapping: Mapping) -> list[Feature]:
    """The rows with their shapes in CGCS2000; the file's own system unless the mapping says another."""
    crs = mapping.crs or layer.crs
    drawn = [feature for feature in layer.features if feature.geometry is not None]
    shapes = np.array([feature.geometry for feature in drawn], dtype=object)
    try:
        if crs in list(geo.Datum):
            moved = shapely.transform(shapes, lambda points: geo.points_to_cgcs2000(points, geo.Datum(crs)))
        else:
            moved = shapely.transform(shapes, lambda points: geo.projected_to_cgcs2000(points, crs))
    except ValueError as error:
        raise Refused(
            _("坐标不能按 %(crs)s 换算：%(why)s") % {"crs": crs, "why": error},
            field="crs",
            mend=_("请选择文件真正使用的坐标系。"),
        ) from error
    by_number = {feature.number: shape for feature, shape in zip(drawn, moved, strict=True)}
    return [Feature(each.number, each.values, by_number.get(each.number), each.findings) for each in layer.features]


def _pairs(layer: Layer, level: Level) -> list[tuple[str, str]]:
    """The known name columns with the columns that hold codes of the level."""
    names = [column for column in layer.columns if column.lower() in NAME_COLUMNS]
    coded = [
        column
        for column in layer.columns
        if any(len(trimmed(each.values.get(column, ""), level)) == level.code_length for each in layer.features)
    ]
    return [(name, code) for name in names[:1] for code in coded]


def _row(batch: AreaImport, feature: Feature) -> ImportRow:
    wkb = shapely.to_wkb(feature.geometry) if feature.geometry is not None else None
    said = json.dumps(feature.values, sort_keys=True, ensure_ascii=False).encode()
    return ImportRow(
        batch=batch,
        number=feature.number,
        values=feature.values,
        geometry=wkb,
        read_findings=[finding.as_json() for finding in feature.findings],
        fingerprint=hashlib.sha256(batch.level.encode() + said + (wkb or b"")).hexdigest(),
        area_code=batch.area_code,
    )


def _with_former_mends(rows: list[ImportRow]) -> list[ImportRow]:
    """A row that a person mended in an earlier import is mended alike: the second run of a file changes nothing."""
    former = ImportRow.objects.filter(fingerprint__in=[row.fingerprint for row in rows], state__in=DONE)
    mends = dict(former.exclude(mend={}).order_by("pk").values_list("fingerprint", "mend"))
    for row in rows:
        if row.fingerprint in mends:
            row.mend = {**mends[row.fingerprint], "again": True}
    return rows


def _district_of(layer: Layer, mapping: Mapping, name_codes: NameCodes) -> str:
    """The district that most rows name; an import without a person belongs to it."""
    said = [code for pairs in name_codes.values() for _name, code in pairs]
    said += [feature.values.get(column, "") for feature in layer.features for column in mapping.code]
    districts = [code[:6] for code in said if code[:6].isdigit() and len(code) >= Level.DISTRICT.code_length]
    return max(set(districts), key=districts.count, default="")


def _refuse_finished(row: ImportRow) -> None:
    if row.batch.state == AreaImport.State.PUT_ASIDE:
        raise Refused(_("这次导入已放弃。"), mend=_("请重新上传文件。"))
    if row.state == State.IMPORTED:
        raise Refused(_("第 %(number)d 行已经导入。") % {"number": row.number}, mend=_("请在区域页面上修改。"))
