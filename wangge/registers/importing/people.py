"""People as a sheet tells them: the fields, the checks of one row, and the row as it is staged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from wangge.kernel import crypto_many
from wangge.kernel.masks import mask_id, mask_name, mask_phone
from wangge.registers.basis.datasets import PERSON, RESIDENCE
from wangge.registers.importing.fields import Field, coded, day, text
from wangge.registers.importing.lines import Address, Reading, Said, address_of, remembered
from wangge.registers.people import documents, names
from wangge.registers.people.actions.settling import PersonFacts, refuse_days
from wangge.registers.people.codes import NATION_CHOICES, Capacity, Education, Marriage, Presence, Relation, Sex
from wangge.registers.people.documents import Document, DocumentKind
from wangge.registers.people.models import DOCUMENT, PHONE
from wangge.registers.people.models.person import PHONE_TAIL, document_text
from wangge.registers.people.phones import MOBILE, read_phone

SEXES = {
    "男性": "1",
    "女性": "2",
    "m": "1",
    "f": "2",
    "male": "1",
    "female": "2",
    "未知的性别": "0",
    "未说明的性别": "9",
}
EDUCATIONS = {
    **dict.fromkeys(("研究生教育", "硕士", "博士", "硕士研究生", "博士研究生"), "10"),
    **dict.fromkeys(("本科", "大学", "大学本科教育", "学士"), "20"),
    **dict.fromkeys(("大专", "专科", "大学专科教育", "高职"), "30"),
    **dict.fromkeys(("中专", "中技", "技校", "职高", "中等职业教育", "中等专科"), "40"),
    **dict.fromkeys(("高中", "普通高级中学教育"), "60"),
    **dict.fromkeys(("初级中学教育", "初中教育"), "70"),
    **dict.fromkeys(("小学教育",), "80"),
    **dict.fromkeys(("文盲", "半文盲", "无", "学龄前"), "90"),
}
MARRIAGES = {"初婚": "20", "再婚": "20", "复婚": "20", "有配偶": "20", "丧偶未再婚": "30", "离异": "40"}
RELATIONS = {
    **dict.fromkeys(("本人", "本人或户主", "01", "02"), "0"),
    **dict.fromkeys(("夫", "妻", "丈夫", "妻子", "夫妻", "10", "11", "12"), "1"),
    **dict.fromkeys(("儿子", "长子", "次子", "独生子", "养子", "继子", "20", "21", "22", "23"), "2"),
    **dict.fromkeys(("女儿", "长女", "次女", "独生女", "养女", "继女", "30", "31", "32", "33"), "3"),
    **dict.fromkeys(("孙子", "孙女", "外孙", "外孙子", "外孙女", "40", "41", "42", "43", "44"), "4"),
    **dict.fromkeys(("父亲", "母亲", "父", "母", "公公", "婆婆", "岳父", "岳母", "50", "51", "52"), "5"),
    **dict.fromkeys(("祖父", "祖母", "外祖父", "外祖母", "爷爷", "奶奶", "60", "61", "62"), "6"),
    **dict.fromkeys(("哥哥", "弟弟", "姐姐", "妹妹", "兄", "弟", "姐", "妹", "70", "71", "73", "75", "77"), "7"),
    **dict.fromkeys(("其他亲属", "非亲属", "女婿", "儿媳", "儿媳妇", "80", "90", "97", "99"), "8"),
}
CAPACITIES = {
    **dict.fromkeys(("户籍", "本地户籍", "常住户籍", "1", "01"), Capacity.REGISTERED.value),
    **dict.fromkeys(("流动", "外来人口", "外来", "暂住人口", "来沪人员", "2", "02"), Capacity.FLOATING.value),
    **dict.fromkeys(("境外", "境外人口", "外籍", "外国人", "3", "03"), Capacity.FOREIGN.value),
}
NATIONS = {label.removesuffix("族"): code for code, label in NATION_CHOICES} | {
    str(number): f"{number:02d}" for number in range(1, 10)
}
KINDS = {"身份证": "111", "居民身份证": "111", "二代身份证": "111", "港澳台居民居住证": "810", "护照号": "414",
         "外国人永久居留身份证": "554", "台胞证": "511", "回乡证": "516"}  # fmt: skip


def phone(said: str) -> str:
    """A phone number in one spelling; the usual mobile takes a short way."""
    return said if MOBILE.fullmatch(said) else read_phone(said)


_FIELDS = (
    Field("name", _("姓名"), ("xm", "人员姓名", "住户姓名", "人口姓名"), text(50), is_required=True),
    Field("document_number", _("证件号码"), ("公民身份号码", "身份证号", "身份证号码", "身份证", "身份号码", "证件号",
          "sfzh", "sfzhm", "gmsfhm", "zjhm", "zjh", "idcard", "idno"), text(40)),
    Field("document_kind", _("证件类型"), ("证件种类", "常用证件代码", "证件代码", "zjlx", "zjzl", "cyzjdm"),
          coded(DocumentKind.choices, KINDS)),
    Field("address", _("现住地址"), ("现住门（楼）详址", "现住地详址", "现居住地址", "居住地址", "住址", "家庭住址",
          "详细地址", "房屋地址", "标准地址", "地址", "现住地", "现居住地", "居住地", "xzdz", "xjzdz", "jzdz", "xzdxz",
          "dz", "zz"),
          remembered(address_of), is_required=True),
    Field("phone", _("联系电话"), ("联系方式", "手机", "手机号", "手机号码", "电话", "电话号码", "移动电话",
          "lxdh", "lxfs", "sjh", "sjhm", "dh", "mobile", "tel"), phone),
    Field("sex", _("性别"), ("性别代码", "xb", "xbdm", "gender"), coded(Sex.choices, SEXES)),
    Field("born_on", _("出生日期"), ("出生年月日", "出生年月", "生日", "csrq", "csny", "birthday"), day),
    Field("nation", _("民族"), ("民族代码", "mz", "mzdm"), coded(NATION_CHOICES, NATIONS)),
    Field("capacity", _("人口类别"), ("人口类型", "人员类别", "人员类型", "人口性质", "rklb", "rklx", "rylb"),
          coded(Capacity.choices, CAPACITIES)),
    Field("presence", _("人户情况"), ("人户一致标识", "人户状态", "人户一致", "rhyzbs", "rhqk", "rhzt"),
          coded(Presence.choices, {"1": "both", "一致": "both", "空挂户": "away", "人在户外": "here"})),
    Field("relation", _("与户主关系"), ("户主关系", "家庭关系", "与户主的关系", "关系", "yhzgx", "hzgx"),
          coded(Relation.choices, RELATIONS)),
    Field("household_number", _("户号"), ("家庭户号", "户编号", "家庭编号", "户口簿号", "hh", "hbh", "jthh"), text(30)),
    Field("from_on", _("入住日期"), ("居住日期", "迁入日期", "来本地日期", "登记日期", "rzrq", "jzrq", "qrrq"), day),
    Field("marriage", _("婚姻状况"), ("婚姻", "婚姻状况代码", "hyzk", "hyzkdm"), coded(Marriage.choices, MARRIAGES)),
    Field("education", _("学历"), ("文化程度", "受教育程度", "学历代码", "xl", "xldm", "whcd"),
          coded(Education.choices, EDUCATIONS)),
    Field("occupation", _("职业"), ("职业类别", "zy", "zylb"), text(60)),
    Field("workplace", _("服务处所"), ("工作单位", "单位", "就职单位", "就读学校", "fwcs", "gzdw"), text(100)),
    Field("former_name", _("曾用名"), ("cym",), text(50)),
)  # fmt: skip

_RESIDENCE = ("capacity", "presence", "relation", "from_on")
_ELSEWHERE = {"document_number": "document", "document_kind": "document"}


def _with_basis(field: Field) -> Field:
    """The data set and field that the collection item of this column is about."""
    if field.name in ("address", "household_number"):
        return field
    dataset = RESIDENCE if field.name in _RESIDENCE else PERSON
    return replace(field, about=(dataset, _ELSEWHERE.get(field.name, field.name)))


FIELDS = tuple(map(_with_basis, _FIELDS))
STAGED = """
    number integer PRIMARY KEY, name text, pinyin text, initials text, sex text, born_on date, nation text,
    marriage text, education text, occupation text, workplace text, former_name text, document_kind text,
    document_sealed bytea, document_index text, phone_sealed bytea, phone_index text, phone_tail_index text,
    capacity text, presence text, relation text, household_number text, from_on date, dwelling_id bigint,
    area_code text COLLATE "C"
"""
GIVEN = ("nation", "marriage", "education", "occupation", "workplace", "former_name")
MASKS = {"phone": mask_phone, "document_number": mask_id, "name": mask_name}
EIGHTEEN_DIGITS = 18


def check(said: Said, today: date) -> None:
    """What one row says must agree with itself; the sentences are those of the desk."""
    document = _document(said)
    said["document_kind"], said["document_number"] = document.kind, document.number
    born_on = date.fromisoformat(said["born_on"]) if said["born_on"] else None
    told, sex = document.born_on, document.sex
    if (told and born_on and told != born_on) or (sex and said["sex"] in ("1", "2") and said["sex"] != sex):
        PersonFacts(said["name"], document, sex=said["sex"], born_on=born_on).settled()
    from_on = date.fromisoformat(said["from_on"]) if said["from_on"] else None
    refuse_days(told or born_on, from_on, today)
    said["sex"] = sex or said["sex"]
    if told:
        said["born_on"] = told.isoformat()
    said["capacity"] = said["capacity"] or Capacity.REGISTERED


def keys(said: Said) -> tuple[str, str]:
    """What no other row of the sheet may say again; and who it is, so that a second row of the same person waits."""
    who = f"{said['document_kind']} {said['document_number']}" if said["document_number"] else ""
    whole = who or f"{said['name']} {said['born_on']}"
    return f"{whole} {said['address']} {said['capacity']}", who


def lane(said: Said) -> str:
    """Rows of one door are handled one after the other."""
    return said["address"]


def title(said: Said) -> str:
    """Who it is, as everybody may read it."""
    return f"{mask_name(said.get('name', ''))} {said.get('address', '')}"


def stage(readings: Sequence[Reading], doors: dict[str, Address]) -> list[tuple[object, ...]]:
    """The rows for the staging table, numbers sealed and indexed all at once."""
    said = [reading.said for reading in readings]
    numbers, phones = [one["document_number"] for one in said], [one["phone"] for one in said]
    columns = (
        crypto_many.seal_many(numbers, purpose=DOCUMENT),
        crypto_many.blind_index_many(
            [document_text(Document(one["document_kind"], one["document_number"])) for one in said], purpose=DOCUMENT
        ),
        crypto_many.seal_many(phones, purpose=PHONE),
        crypto_many.blind_index_many(phones, purpose=PHONE),
        crypto_many.blind_index_many([phone[-4:] if len(phone) >= 4 else "" for phone in phones], purpose=PHONE_TAIL),
    )
    return [
        _row(reading, sealed, doors[reading.said["address"]])
        for reading, sealed in zip(readings, zip(*columns, strict=True), strict=True)
    ]


def _row(reading: Reading, sealed: tuple[object, ...], door: Address) -> tuple[object, ...]:
    said = reading.said
    name = said["name"]
    return (
        reading.number, name, names.pinyin_of(name), names.initials_of(name), said["sex"], said["born_on"] or None,
        *(said[field] for field in GIVEN), said["document_kind"], *sealed, said["capacity"], said["presence"],
        said["relation"], said["household_number"], said["from_on"] or None, door.dwelling_id, door.area_code,
    )  # fmt: skip


def _document(said: Said) -> Document:
    """Read as the desk reads it; the usual number takes a short way to the same end."""
    return documents.read(said["document_number"], said["document_kind"])
