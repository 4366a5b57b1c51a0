"""What is told of a row that a person should look at: sentences, and old and new values without plain numbers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wangge.kernel import crypto
from wangge.kernel.masks import mask_id, mask_name, mask_phone
from wangge.registers.importing.lines import Reading
from wangge.registers.importing.models import ImportRow, RowState
from wangge.registers.importing.trades import Trade
from wangge.registers.people.models import PHONE

Change = list[str]  # what, old, new
MASKS = {
    "phone": mask_phone, "owner_phone": mask_phone, "legal_phone": mask_phone, "safety_phone": mask_phone,
    "duty_phone": mask_phone, "document_number": mask_id, "owner_name": mask_name, "legal_name": mask_name,
    "safety_name": mask_name, "duty_name": mask_name,
}  # fmt: skip
LONGEST = 200


def row_of(trade: Trade, reading: Reading, state: str, said: list[str], changes: Mapping[str, Any]) -> ImportRow:
    """A row to look at."""
    told = [_change(trade, reading, name, pair) for name, pair in sorted(changes.items())]
    title = trade.title(reading.said)[:LONGEST]
    return ImportRow(number=reading.number, state=state, title=title, said=said, changes=told)


def refused(trade: Trade, reading: Reading) -> ImportRow:
    """A row that is refused for what it says itself."""
    return row_of(trade, reading, RowState.REFUSED, reading.faults, {})


def sentence(why: str) -> str:
    """The sentence behind a short word of the statements."""
    sentences = {
        "number_taken": _("这个证件号码已登记在另一个姓名下。请按证件号码搜索，核对姓名。"),
        "namesake": _("这套房屋里已有同名而未登记证件的人员。若是同一人，写入后将补登证件。"),
        "many_of_that_name": _("这套房屋里有多位同名人员，无法判断是哪一位。请补上证件号码。"),
        "died": _("此人已登记死亡。"),
        "registered": _("此人已在另一处登记为户籍人口。若已迁来，请先办理迁出。"),
        "has_head": _("这一户已有户主。请先改原户主的关系，或另立一户。"),
        "too_often": _("一小时内核对证件的次数过多。请稍后再导入这些行。"),
        "conflict": _("与档案里的另一行冲突，未能写入。请核对这一行后单独登记。"),
        "elsewhere": _("这栋楼、这个网格不在您的辖区，或两者不符。"),
        "uscc_taken": _("这个统一社会信用代码已登记在另一个名称下。请核对名称。"),
        "no_building": _("您的辖区档案里没有这栋楼，表里也没有指明网格。请补上网格代码。"),
    }
    return sentences.get(why, why)


def _change(trade: Trade, reading: Reading, name: str, pair: list[Any]) -> Change:
    field = trade.field(name)
    mask = MASKS.get(name, str)
    old, new = ("" if each is None else str(each) for each in pair)
    if name == "phone":
        old = crypto.unseal(bytes.fromhex(old), purpose=PHONE) if old else ""
    if name in reading.said:
        new = reading.said[name]
    return [str(field.label if field else name), mask(old) if old else "", mask(new) if new else ""]
