"""Organisations as a sheet tells them, and the statements for a batch."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.kernel import crypto_many
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import CONTACT
from wangge.registers.importing.fields import Field, coded, day, number, text
from wangge.registers.importing.lines import Address, Reading, Said, address_of, remembered
from wangge.registers.importing.places import grid_code, ground_of
from wangge.registers.organisations import uscc
from wangge.registers.organisations.models import PHONE, Kind
from wangge.registers.people import names
from wangge.registers.people.phones import read_phone

KINDS = {
    **dict.fromkeys(("公司", "有限公司", "工业企业"), "firm"),
    **dict.fromkeys(("个体", "个体户", "商铺", "店铺", "门店", "沿街商铺", "小商铺"), "shop"),
    **dict.fromkeys(("社会团体", "民办非企业单位", "基金会"), "social"),
    **dict.fromkeys(("幼儿园", "中小学", "培训机构"), "school"),
    **dict.fromkeys(("医院", "诊所", "药店"), "clinic"),
    **dict.fromkeys(("机关", "事业单位", "行政机关"), "agency"),
    **dict.fromkeys(("工地",), "site"),
}
# By the first two signs of the code: registered with which office, as what.
BY_CODE = {"91": "firm", "92": "shop", "51": "social", "52": "social", "53": "social", "11": "agency", "12": "agency"}
PARTS = ("legal", "safety", "duty")
FIELDS = (
    Field(
        "name",
        _("单位名称"),
        ("名称", "企业名称", "机构名称", "社会组织名称", "学校名称", "商户名称", "店名", "dwmc", "qymc", "mc"),
        text(100),
        is_required=True,
    ),
    Field(
        "uscc",
        _("统一社会信用代码"),
        ("信用代码", "社会信用代码", "组织机构代码", "tyshxydm", "shxydm", "xydm", "uscc"),
        uscc.read,
    ),
    Field(
        "kind",
        _("类型"),
        ("单位类型", "单位类别", "机构类型", "企业类型", "dwlx", "dwlb", "lx"),
        coded(Kind.choices, KINDS),
    ),
    Field(
        "address",
        _("地址"),
        (
            "单位地址",
            "经营地址",
            "办公地址",
            "企业地址",
            "学校地址",
            "注册地址",
            "经营场所",
            "住所",
            "dz",
            "dwdz",
            "jydz",
        ),
        remembered(address_of),
    ),
    Field("grid", _("网格代码"), ("网格编码", "网格编号", "所属网格代码", "wgdm", "wgbm", "wgbh"), grid_code),
    Field(
        "staff_count",
        _("从业人数"),
        ("员工人数", "职工人数", "员工数", "从业人员数", "从业人员数量", "cyrs", "ygrs"),
        number(1_000_000, is_whole=True),
    ),
    Field("opened_on", _("开业日期"), ("成立日期", "注册日期", "clrq", "kyrq"), day),
    Field("inspection_due_on", _("下次检查"), ("下次检查日期", "xcjcrq"), day),
    Field(
        "legal_name",
        _("法定代表人"),
        ("法定代表人姓名", "法人", "法人代表", "负责人", "负责人姓名", "经营者", "校长姓名", "frdb", "fddbr", "fzr"),
        text(50),
        about=(CONTACT, "name"),
    ),
    Field(
        "legal_phone",
        _("法定代表人电话"),
        (
            "法定代表人联系方式",
            "法人电话",
            "负责人电话",
            "负责人联系方式",
            "经营者电话",
            "校长联系方式",
            "frdh",
            "fzrdh",
        ),
        read_phone,
        about=(CONTACT, "phone"),
    ),
    Field(
        "safety_name",
        _("安全负责人"),
        ("安全员", "安全管理员", "治保负责人姓名", "治保负责人", "aqfzr"),
        text(50),
        about=(CONTACT, "name"),
    ),
    Field(
        "safety_phone",
        _("安全负责人电话"),
        ("安全员电话", "治保负责人联系方式", "治保负责人电话", "aqfzrdh"),
        read_phone,
        about=(CONTACT, "phone"),
    ),
    Field("duty_name", _("日常联系人"), ("联系人", "lxr"), text(50), about=(CONTACT, "name")),
    Field(
        "duty_phone",
        _("联系人电话"),
        ("联系电话", "企业联系方式", "联系方式", "电话", "lxdh", "lxrdh"),
        read_phone,
        about=(CONTACT, "phone"),
    ),
)

_CONTACTS = ", ".join(f"{part}_name text, {part}_phone_sealed bytea" for part in PARTS)
STAGED = f"""
    number integer PRIMARY KEY, name text, pinyin text, initials text, uscc text, kind text, area_id bigint,
    area_code text COLLATE "C", dwelling_id bigint, address text, staff_count integer, opened_on date,
    inspection_due_on date, {_CONTACTS}
"""
JUDGED = """
    number integer PRIMARY KEY, organisation_id bigint, is_new boolean NOT NULL DEFAULT false, state text, why text,
    changes jsonb NOT NULL DEFAULT '{}'
"""
KNOWN = """
INSERT INTO importing_judged (number, organisation_id, state, why)
SELECT s.number, coalesce(u.id, n.id),
    CASE WHEN NOT (s.area_code >= current_setting('wangge.area_lo') AND s.area_code < current_setting('wangge.area_hi'))
        THEN 'refused' END, 'elsewhere'
FROM importing_organisations s
LEFT JOIN organisations_organisation u ON u.uscc = s.uscc AND u.uscc <> '' AND u.area_code = s.area_code
    AND u.closed_on IS NULL
LEFT JOIN LATERAL (
    SELECT min(o.id) AS id FROM organisations_organisation o WHERE u.id IS NULL AND o.name = s.name
    AND o.area_code = s.area_code AND o.closed_on IS NULL AND (s.uscc = '' OR o.uscc = '')
) n ON true
"""
_CHANGED = ", ".join(
    f"'{column}', CASE WHEN s.{column} <> '' AND s.{column} <> o.{column}"
    f" THEN jsonb_build_array(o.{column}, s.{column}) END"
    for column in ("name", "uscc", "kind", "address")
) + "".join(
    f", '{column}', CASE WHEN s.{column} IS NOT NULL AND s.{column} IS DISTINCT FROM o.{column}"
    f" THEN jsonb_build_array(o.{column}, s.{column}) END"
    for column in ("dwelling_id", "staff_count", "opened_on", "inspection_due_on")
)
_PARTS = "(VALUES " + ", ".join(f"('{part}', s.{part}_name, s.{part}_phone_sealed)" for part in PARTS) + ")"
CHANGES = f"""
UPDATE importing_judged j SET changes = jsonb_strip_nulls(jsonb_build_object({_CHANGED})) || contacts.changes
FROM importing_organisations s, organisations_organisation o, LATERAL (
    SELECT coalesce(jsonb_object_agg(p.part || '_name', jsonb_build_array(c.name, p.name)), '{{}}') AS changes
    FROM {_PARTS} p (part, name, phone)
    LEFT JOIN organisations_contact c ON c.organisation_id = o.id AND c.part = p.part
    WHERE p.name <> '' AND (c.id IS NULL OR c.name <> p.name OR c.phone_sealed IS NULL AND p.phone IS NOT NULL)
) contacts
WHERE s.number = j.number AND o.id = j.organisation_id AND j.state IS NULL
"""  # noqa: S608
VERDICT = """
UPDATE importing_judged SET why = '', state = CASE WHEN organisation_id IS NULL THEN 'new' WHEN changes = '{}'
    THEN 'unchanged' ELSE 'changed' END
WHERE state IS NULL
"""
NEW_IDS = """
UPDATE importing_judged SET is_new = true,
    organisation_id = nextval(pg_get_serial_sequence('organisations_organisation', 'id'))
WHERE state = 'new'
"""
NEW_ORGANISATIONS = """
INSERT INTO organisations_organisation (id, name, pinyin, initials, uscc, kind, area_id, area_code, dwelling_id,
    building_id, address, staff_count, opened_on, inspection_due_on)
SELECT j.organisation_id, s.name, s.pinyin, s.initials, s.uscc, coalesce(nullif(s.kind, ''), 'other'), s.area_id,
    s.area_code, s.dwelling_id, d.building_id, s.address, s.staff_count, s.opened_on, s.inspection_due_on
FROM importing_organisations s JOIN importing_judged j USING (number)
LEFT JOIN buildings_dwelling d ON d.id = s.dwelling_id
WHERE j.is_new
"""
CHANGED_ORGANISATIONS = """
UPDATE organisations_organisation o SET
    name = s.name, pinyin = s.pinyin, initials = s.initials, uscc = coalesce(nullif(s.uscc, ''), o.uscc),
    kind = coalesce(nullif(s.kind, ''), o.kind), address = coalesce(nullif(s.address, ''), o.address),
    dwelling_id = coalesce(s.dwelling_id, o.dwelling_id),
    building_id = coalesce((SELECT building_id FROM buildings_dwelling WHERE id = s.dwelling_id), o.building_id),
    staff_count = coalesce(s.staff_count, o.staff_count), opened_on = coalesce(s.opened_on, o.opened_on),
    inspection_due_on = coalesce(s.inspection_due_on, o.inspection_due_on)
FROM importing_organisations s JOIN importing_judged j USING (number)
WHERE o.id = j.organisation_id AND j.state = 'changed'
"""
CONTACTS = f"""
INSERT INTO organisations_contact AS c (organisation_id, area_code, part, name, phone_sealed)
SELECT o.id, o.area_code, p.part, p.name, p.phone
FROM importing_organisations s JOIN importing_judged j USING (number)
JOIN organisations_organisation o ON o.id = j.organisation_id, LATERAL {_PARTS} p (part, name, phone)
WHERE p.name <> '' AND (j.is_new OR j.changes ? (p.part || '_name')) AND j.state IN ('new', 'changed')
ON CONFLICT (organisation_id, part) DO UPDATE SET name = excluded.name,
    phone_sealed = CASE WHEN c.name <> excluded.name THEN excluded.phone_sealed
        ELSE coalesce(excluded.phone_sealed, c.phone_sealed) END
"""  # noqa: S608
JUDGE = (KNOWN, CHANGES, VERDICT)
WRITE = (NEW_IDS, NEW_ORGANISATIONS, CHANGED_ORGANISATIONS, CONTACTS)
TOLD = """
SELECT number, state, why, changes - 'dwelling_id' FROM importing_judged
WHERE state IN ('changed', 'doubtful', 'refused') ORDER BY number
"""


def check(said: Said, today: date) -> None:
    """It must be somewhere; a kind that is not told follows from the code."""
    if not said["address"] and not said["grid"]:
        raise Refused(gettext("缺地址，也没有网格代码。"), mend=gettext("请至少填一项。"))
    if said["opened_on"] and said["opened_on"] > today.isoformat():
        raise Refused(gettext("开业日期不能晚于今天。"))
    said["kind"] = said["kind"] or BY_CODE.get(said["uscc"][:2], "")


def keys(said: Said) -> tuple[str, str]:
    """The same code, or the same name at the same place, once in a sheet."""
    return f"{said['uscc'] or said['name']} {said['address']} {said['grid']}", said["uscc"] or said["name"]


def lane(said: Said) -> str:
    """Rows of one name are handled one after the other."""
    return said["name"]


def title(said: Said) -> str:
    """Which one."""
    return said.get("name", "")


def stage(readings: Sequence[Reading], doors: dict[str, Address]) -> list[tuple[object, ...]]:
    """The rows for the staging table."""
    sealed = [
        crypto_many.seal_many([reading.said[f"{part}_phone"] for reading in readings], purpose=PHONE) for part in PARTS
    ]
    return [
        _row(reading, doors.get(reading.said["address"], Address()), phones)
        for reading, phones in zip(readings, zip(*sealed, strict=True), strict=True)
    ]


def _row(reading: Reading, door: Address, phones: tuple[bytes | None, ...]) -> tuple[object, ...]:
    said = reading.said
    ground = ground_of(door.area_code or said["grid"])
    contacts = [value for part, phone in zip(PARTS, phones, strict=True) for value in (said[f"{part}_name"], phone)]
    return (
        reading.number, said["name"], names.pinyin_of(said["name"]), names.initials_of(said["name"]), said["uscc"],
        said["kind"], ground.area_id, ground.area_code, door.dwelling_id or None, said["address"],
        int(said["staff_count"]) if said["staff_count"] else None, said["opened_on"] or None,
        said["inspection_due_on"] or None, *contacts,
    )  # fmt: skip
