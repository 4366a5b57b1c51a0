"""What can be wrong with a row of an import: the complete table, with the sentence and the mend that a person reads."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from wangge.areas.levels import Level


class Weight(StrEnum):
    """What a finding does to its row."""

    REFUSED = "refused"
    MENDED = "mended"
    NOTE = "note"


@dataclass(frozen=True)
class Kind:
    """One kind of finding: its weight, the field it is about, what is said and how it is mended."""

    weight: Weight
    field: str
    problem: Any
    mend: Any = ""


KINDS: dict[str, Kind] = {
    "boundary_missing": Kind(Weight.REFUSED, "boundary", _("没有边界。"), _("请在源文件中补画多边形，再重新导入。")),
    "boundary_unreadable": Kind(
        Weight.REFUSED, "boundary", _("边界坐标读不出来：%(why)s"), _("请在源文件中修正这一行的坐标。")
    ),
    "boundary_not_polygon": Kind(
        Weight.REFUSED, "boundary", _("边界是 %(type)s，不是面。"), _("请改成多边形（Polygon 或 MultiPolygon）。")
    ),
    "boundary_abroad": Kind(
        Weight.REFUSED,
        "boundary",
        _("边界不在中国境内（%(lon).4f，%(lat).4f）。"),
        _("经纬度可能颠倒，或坐标系选错；请核对坐标系后重新导入。"),
    ),
    "boundary_beyond_repair": Kind(
        Weight.REFUSED,
        "boundary",
        _("边界自相交（%(where)s），自动修复会改变面积 %(percent).1f%%。"),
        _("请在源文件中重画这一处。"),
    ),
    "boundary_mended": Kind(
        Weight.MENDED,
        "boundary",
        _("边界自相交（%(where)s），已修复，面积变化 %(m2).1f 平方米。"),
        _("无需处理；如有疑问请核对地图。"),
    ),
    "nesting_mended": Kind(
        Weight.MENDED, "boundary", _("写作 %(said)s，坐标却是 %(real)s 的层次，已按 %(real)s 读取。"), _("无需处理。")
    ),
    "name_missing": Kind(Weight.REFUSED, "name", _("没有名称。"), _("请填写名称。")),
    "name_broken": Kind(
        Weight.REFUSED, "name", _("名称“%(name)s”含有无法识别的字符。"), _("请按正确的文字重新填写名称。")
    ),
    "name_replaced": Kind(
        Weight.MENDED, "name", _("名称“%(broken)s”含有无法识别的字符，改用另一列的“%(name)s”。"), _("无需处理。")
    ),
    "name_without_suffix": Kind(
        Weight.REFUSED,
        "name",
        _("名称“%(name)s”没有“街道”“镇”或“乡”，代码可能也属于另一套编码。"),
        _("请用“名称与代码对照文件”按名称取得国家代码，或填写全称和 9 位代码。"),
    ),
    "name_twice": Kind(Weight.NOTE, "name", _("同一上级下另有同名的行：第 %(rows)s 行。"), _("请核对是否重复。")),
    "code_missing": Kind(Weight.REFUSED, "code", _("没有代码。"), _("请填写 %(length)d 位%(level)s代码。")),
    "code_of_lower_level": Kind(
        Weight.REFUSED,
        "code",
        _("没有%(level)s代码，本行带的是%(lower)s的属性（代码 %(lower_code)s）。"),
        _("这几行合起来是一个%(level)s：填写 %(length)d 位代码并选“与同代码的行合并”，或不导入本行。"),
    ),
    "code_misshapen": Kind(
        Weight.REFUSED,
        "code",
        _("代码“%(code)s”不是 %(length)d 位%(level)s代码。"),
        _("请改为 %(length)d 位：上级代码加本级顺序码。"),
    ),
    "code_by_name": Kind(
        Weight.MENDED,
        "code",
        _("文件中的代码“%(said)s”属于另一套编码，按名称“%(said_name)s”取得 %(code)s %(name)s。"),
        _("无需处理；如有疑问请核对名称。"),
    ),
    "code_name_unknown": Kind(
        Weight.REFUSED, "code", _("对照文件中没有“%(name)s”。"), _("请填写 %(length)d 位代码和全称。")
    ),
    "code_name_ambiguous": Kind(
        Weight.REFUSED, "code", _("对照文件中“%(name)s”有多个代码：%(codes)s。"), _("请选定其中一个代码填写。")
    ),
    "code_twice": Kind(
        Weight.REFUSED,
        "code",
        _("代码 %(code)s 在第 %(rows)s 行也出现。"),
        _("请改正其中一行的代码；若它们同属一个区域，请选“与同代码的行合并”。"),
    ),
    "code_retired": Kind(
        Weight.REFUSED, "code", _("代码 %(code)s 曾属于“%(name)s”，已停用，不得再用。"), _("请另编一个新的代码。")
    ),
    "code_not_yours": Kind(
        Weight.REFUSED, "code", _("代码 %(code)s 不在您的管辖范围 %(own)s 内。"), _("请交由所属区县导入。")
    ),
    "parent_differs": Kind(
        Weight.REFUSED,
        "parent",
        _("代码 %(code)s 不以上级代码 %(parent)s 开头。"),
        _("请改正代码或上级代码。"),
    ),
    "parent_unknown": Kind(
        Weight.REFUSED,
        "parent",
        _("上级 %(parent)s %(parent_name)s还不存在。"),
        _("请先导入上级；或在此补建上级；或改用正确的代码。"),
    ),
    "parent_made": Kind(
        Weight.MENDED, "parent", _("上级 %(parent)s %(parent_name)s将由各行边界合并建立。"), _("无需处理。")
    ),
    "overlap": Kind(
        Weight.NOTE, "boundary", _("与%(other)s重叠 %(m2).0f 平方米。"), _("请核对两处边界，必要时重画后再次导入。")
    ),
    "overlap_most": Kind(
        Weight.REFUSED,
        "boundary",
        _("与%(other)s重叠 %(m2).0f 平方米，占 %(percent).0f%%。"),
        _("可能重复画了同一处；请删去其中一行或重画。"),
    ),
    "gap": Kind(
        Weight.NOTE,
        "boundary",
        _("与第 %(rows)s 行之间有 %(m2).0f 平方米的空隙（%(lon).5f，%(lat).5f）。"),
        _("请核对；无人管的地块会找不到责任网格。"),
    ),
    "hole": Kind(
        Weight.NOTE, "boundary", _("边界里有 %(m2).0f 平方米的空洞（%(lon).5f，%(lat).5f）。"), _("请核对是否漏画。")
    ),
    "again": Kind(Weight.MENDED, "row", _("沿用以前导入时对同一行所作的人工修正。"), _("无需处理。")),
}

FIELD_NAMES = {
    "boundary": _("边界"),
    "name": _("名称"),
    "code": _("代码"),
    "parent": _("上级"),
    "row": _("整行"),
}


@dataclass(frozen=True)
class Finding:
    """One finding about one row; the sentences are made when somebody reads them, in the reader's language."""

    kind: str
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def weight(self) -> Weight:
        """What it does to the row."""
        return KINDS[self.kind].weight

    @property
    def field(self) -> str:
        """The field it is about."""
        return KINDS[self.kind].field

    @property
    def field_name(self) -> str:
        """The field as people call it."""
        return str(FIELD_NAMES[self.field])

    @property
    def problem(self) -> str:
        """What is wrong."""
        return str(KINDS[self.kind].problem) % self._readable()

    @property
    def mend(self) -> str:
        """How to put it right."""
        return str(KINDS[self.kind].mend) % self._readable()

    def as_json(self) -> dict[str, Any]:
        """How it is stored."""
        return dataclasses.asdict(self)

    def _readable(self) -> dict[str, Any]:
        words: dict[str, Any] = {
            key: str(Level(self.facts[key]).label) for key in ("level", "lower") if key in self.facts
        }
        return {**self.facts, **words}


def from_json(stored: list[dict[str, Any]]) -> list[Finding]:
    """The findings of a stored row."""
    return [Finding(each["kind"], each["facts"]) for each in stored]
