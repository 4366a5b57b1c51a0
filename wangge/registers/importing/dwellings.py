"""Dwellings as a sheet tells them, and the statements for a batch; buildings and compounds are made where missing."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.kernel import crypto_many
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import DWELLING
from wangge.registers.buildings import address as addresses
from wangge.registers.buildings.models import Use
from wangge.registers.buildings.models.dwelling import OWNER_PHONE
from wangge.registers.importing import lines
from wangge.registers.importing.fields import Field, coded, number, text
from wangge.registers.importing.lines import Reading, Said
from wangge.registers.importing.places import grid_code, ground_of
from wangge.registers.people.phones import read_phone

USES = {
    **dict.fromkeys(("自用", "自有", "自住房", "自有住房"), "own"),
    **dict.fromkeys(("租", "租住", "出租房", "出租屋", "租赁"), "let"),
    **dict.fromkeys(("店铺", "商用", "商业", "门面", "沿街商铺"), "shop"),
    **dict.fromkeys(("办公用房", "写字楼"), "office"),
    **dict.fromkeys(("仓库",), "store"),
    **dict.fromkeys(("空", "空房", "空置房", "未入住"), "empty"),
}
LEVELS = ("road", "plate", "compound", "building", "unit", "floor", "room")
FIELDS = (
    Field(
        "address",
        _("房屋地址"),
        ("地址", "详细地址", "标准地址", "房屋坐落", "坐落", "门牌地址", "dz", "fwdz", "bzdz"),
        text(200),
    ),
    Field("grid", _("网格代码"), ("网格编码", "网格编号", "所属网格代码", "wgdm", "wgbm", "wgbh"), grid_code),
    Field("road", _("街巷"), ("街路巷", "道路", "jx", "jlx"), text(60)),
    Field("plate", _("门楼牌"), ("门牌号", "门牌", "门楼牌号", "mlph", "mph"), text(40)),
    Field("compound", _("小区"), ("小区名称", "住宅小区", "xq", "xqmc"), text(80)),
    Field("building", _("楼栋"), ("栋号", "楼号", "幢号", "楼栋号", "ld", "ldh", "dh"), text(40)),
    Field("unit", _("单元"), ("单元号", "dy", "dyh"), text(20)),
    Field("floor", _("楼层"), ("所在楼层", "lc"), text(20)),
    Field("room", _("户室"), ("房号", "室号", "房间号", "户室号", "门号", "fh", "sh", "hsh"), text(30)),
    Field("use", _("用途"), ("房屋用途", "房屋类型", "使用情况", "fwyt", "yt"), coded(Use.choices, USES)),
    Field("area_m2", _("面积（平方米）"), ("面积", "建筑面积", "房屋面积", "mj", "jzmj"), number(100_000)),
    Field(
        "owner_name",
        _("房主"),
        ("业主", "产权人", "房主姓名", "业主姓名", "房东", "fz", "fzxm", "yzxm"),
        text(60),
        about=(DWELLING, "owner_name"),
    ),
    Field(
        "owner_phone",
        _("房主电话"),
        ("业主电话", "房主联系电话", "房东电话", "联系电话", "fzdh", "yzdh"),
        read_phone,
        about=(DWELLING, "owner_phone"),
    ),
)
BEHIND = {"building": "幢", "unit": "单元", "floor": "层", "room": "室"}

STAGED = """
    number integer PRIMARY KEY, area_id bigint, area_code text COLLATE "C", community_id bigint,
    community_code text COLLATE "C", road text, plate text, compound text, building text, unit text,
    floor text, room text, building_address text, address text, use text,
    area_m2 double precision, owner_name text, owner_phone_sealed bytea
"""
JUDGED = """
    number integer PRIMARY KEY, building_id bigint, dwelling_id bigint, state text, why text,
    makes_building boolean NOT NULL DEFAULT false, changes jsonb NOT NULL DEFAULT '{}'
"""
KNOWN = """
INSERT INTO importing_judged (number, building_id, dwelling_id, state, why)
SELECT s.number, b.id, d.id,
    CASE WHEN b.many > 1 OR b.id IS NULL AND (s.area_id IS NULL OR s.community_id IS NULL
        OR NOT (s.area_code >= current_setting('wangge.area_lo') AND s.area_code < current_setting('wangge.area_hi')))
        THEN 'refused' END,
    CASE WHEN b.many > 1 OR b.id IS NULL AND s.area_id IS NULL THEN 'no_building'
        WHEN b.id IS NULL THEN 'elsewhere' ELSE '' END
FROM importing_dwellings s
LEFT JOIN (
    SELECT w.building_address, w.community_id, min(x.id) AS id, count(*) AS many
    FROM (SELECT DISTINCT building_address, community_id FROM importing_dwellings) w
    JOIN buildings_building x ON x.address = w.building_address AND NOT x.is_gone
        AND (w.community_id IS NULL OR x.community_id = w.community_id)
    GROUP BY 1, 2
) b ON b.building_address = s.building_address AND b.community_id IS NOT DISTINCT FROM s.community_id
LEFT JOIN buildings_dwelling d ON d.building_id = b.id AND d.unit = s.unit AND d.floor = s.floor AND d.room = s.room
    AND NOT d.is_gone
"""
CHANGES = """
UPDATE importing_judged j SET changes = jsonb_strip_nulls(jsonb_build_object(
    'use', CASE WHEN s.use <> '' AND s.use <> d.use THEN jsonb_build_array(d.use, s.use) END,
    'area_m2', CASE WHEN s.area_m2 IS DISTINCT FROM d.area_m2 AND s.area_m2 IS NOT NULL
        THEN jsonb_build_array(d.area_m2, s.area_m2) END,
    'owner_name', CASE WHEN s.owner_name <> '' AND s.owner_name <> d.owner_name
        THEN jsonb_build_array(d.owner_name, s.owner_name) END,
    'owner_phone', CASE WHEN s.owner_phone_sealed IS NOT NULL AND (d.owner_phone_sealed IS NULL
        OR s.owner_name <> '' AND s.owner_name <> d.owner_name) THEN jsonb_build_array('', '') END))
FROM importing_dwellings s, buildings_dwelling d
WHERE s.number = j.number AND d.id = j.dwelling_id AND j.state IS NULL
"""
VERDICT = """
UPDATE importing_judged SET state = CASE WHEN dwelling_id IS NULL THEN 'new' WHEN changes = '{}' THEN 'unchanged'
    ELSE 'changed' END
WHERE state IS NULL
"""
NEW_COMPOUNDS = """
INSERT INTO buildings_compound (community_id, area_code, name)
SELECT DISTINCT s.community_id, s.community_code, s.compound
FROM importing_dwellings s JOIN importing_judged j USING (number)
WHERE j.state = 'new' AND j.building_id IS NULL AND s.compound <> '无'
ON CONFLICT (community_id, name) DO NOTHING
"""
NEW_BUILDING_IDS = """
UPDATE importing_judged j SET building_id = made.id, makes_building = true
FROM importing_dwellings s, (
    SELECT building_address, community_id, nextval(pg_get_serial_sequence('buildings_building', 'id')) AS id
    FROM (SELECT DISTINCT s.building_address, s.community_id
        FROM importing_dwellings s JOIN importing_judged o USING (number)
        WHERE o.state = 'new' AND o.building_id IS NULL) each
) made
WHERE s.number = j.number AND j.state = 'new' AND j.building_id IS NULL
AND made.building_address = s.building_address AND made.community_id = s.community_id
"""
NEW_BUILDINGS = """
INSERT INTO buildings_building (id, area_id, area_code, community_id, compound_id, road, plate, name, address, is_gone)
SELECT DISTINCT ON (j.building_id) j.building_id, s.area_id, s.area_code, s.community_id, c.id, s.road, s.plate,
    s.building, s.building_address, false
FROM importing_dwellings s JOIN importing_judged j USING (number)
LEFT JOIN buildings_compound c ON c.community_id = s.community_id AND c.name = s.compound
WHERE j.makes_building ORDER BY j.building_id, s.number
"""
NEW_DWELLINGS = """
INSERT INTO buildings_dwelling (building_id, area_code, unit, floor, room, address, use, area_m2, owner_name,
    owner_phone_sealed, is_gone)
SELECT b.id, b.area_code, s.unit, s.floor, s.room, s.address, coalesce(nullif(s.use, ''), 'own'), s.area_m2,
    s.owner_name, s.owner_phone_sealed, false
FROM importing_dwellings s JOIN importing_judged j USING (number) JOIN buildings_building b ON b.id = j.building_id
WHERE j.state = 'new'
"""
CHANGED_DWELLINGS = """
UPDATE buildings_dwelling d SET
    use = CASE WHEN j.changes ? 'use' THEN s.use ELSE d.use END,
    area_m2 = CASE WHEN j.changes ? 'area_m2' THEN s.area_m2 ELSE d.area_m2 END,
    owner_name = CASE WHEN j.changes ? 'owner_name' THEN s.owner_name ELSE d.owner_name END,
    owner_phone_sealed = CASE WHEN j.changes ? 'owner_phone' THEN s.owner_phone_sealed ELSE d.owner_phone_sealed END
FROM importing_dwellings s JOIN importing_judged j USING (number)
WHERE d.id = j.dwelling_id AND j.state = 'changed'
"""
JUDGE = (KNOWN, CHANGES, VERDICT)
WRITE = (NEW_COMPOUNDS, NEW_BUILDING_IDS, NEW_BUILDINGS, NEW_DWELLINGS, CHANGED_DWELLINGS)
TOLD = """
SELECT number, state, why, changes FROM importing_judged
WHERE state IN ('changed', 'doubtful', 'refused') ORDER BY number
"""


def check(said: Said, today: date) -> None:
    """A whole address, from one column or from its levels."""
    typed = said["address"] or "".join(_with_word(level, said[level]) for level in LEVELS)
    address = addresses.Address.read(typed)
    if not typed or address.of_building == addresses.Address():
        raise Refused(gettext("缺房屋地址。"), mend=gettext("请写街巷和门牌，或小区和楼栋。"))
    if address == address.of_building:
        raise Refused(gettext("地址里没有户室。"), mend=gettext("请写到室号。"))
    said |= {level: getattr(address, level) for level in LEVELS}
    said["address"] = str(address)


def keys(said: Said) -> tuple[str, str]:
    """A door once in a sheet."""
    return f"{said['grid'][:12]} {said['address']}", ""


def lane(said: Said) -> str:
    """Doors of one building are handled one after the other."""
    return said["road"] + said["plate"] + said["compound"] + said["building"]


def title(said: Said) -> str:
    """Which door."""
    return said.get("address", "")


def stage(readings: Sequence[Reading], _doors: dict[str, lines.Address]) -> list[tuple[object, ...]]:
    """The rows for the staging table."""
    phones = crypto_many.seal_many([reading.said["owner_phone"] for reading in readings], purpose=OWNER_PHONE)
    return [_row(reading, phone) for reading, phone in zip(readings, phones, strict=True)]


def _row(reading: Reading, phone: bytes | None) -> tuple[object, ...]:
    said = reading.said
    ground = ground_of(said["grid"])
    of_building = str(addresses.Address(**{level: said[level] for level in LEVELS}).of_building)
    return (
        reading.number, ground.area_id, ground.area_code, ground.community_id, ground.community_code,
        *(said[level] for level in LEVELS), of_building, said["address"], said["use"],
        float(said["area_m2"]) if said["area_m2"] else None, said["owner_name"], phone,
    )  # fmt: skip


def _with_word(level: str, value: str) -> str:
    """A bare number in a column of its own means what the column says."""
    return value + BEHIND.get(level, "") if value[-1:].isdigit() else value
