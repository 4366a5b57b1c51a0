"""The life of a person in words, as the archive of people tells it."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.desk.archive import story
from wangge.interfaces.desk.archive.story import Story, Tongue
from wangge.kernel.models import Change
from wangge.kernel.models.change import ChangeKind
from wangge.registers.basis.sight import Sight
from wangge.registers.people.looking import untold_to
from wangge.registers.people.models import CareNeed, Residence

ICONS = {
    "people_careneed": "heart-handshake",
    "people_household": "users-group",
    "people_person": "user",
    "people_residence": "home",
}
BEGUN = {
    "people_person": _("建立人员档案"),
    "people_residence": _("登记居住信息"),
    "people_careneed": _("登记关爱信息"),
    "people_household": _("立户"),
}


def told(rows: Iterable[models.Model], sight: Sight) -> Story:
    """The story of these rows, as far as this sight shows it."""
    return story.told(rows, replace(LIVES, untold=LIVES.untold | untold_to(sight)), most=None)


def _what(change: Change, _model: type[models.Model]) -> str:
    if change.kind == ChangeKind.INSERT:
        return str(BEGUN.get(change.table, _("新增")))
    return str(_("更正") if change.kind == ChangeKind.UPDATE else _("删除"))


def _about(row: models.Model) -> str:
    if isinstance(row, Residence):
        return row.dwelling.address
    return str(row.get_kind_display()) if isinstance(row, CareNeed) else ""


LIVES = Tongue(
    # It repeats something else, or is the district's affair.
    untold=frozenset({"id", "pinyin", "initials", "area_code", "is_double", "people_residence.name"}),
    hidden={
        "name": _("姓名"),
        "former_name": _("曾用名"),
        "born_on": _("出生日期"),
        "document_sealed": _("证件号码"),
        "phone_sealed": _("电话"),
        "guardian_id": _("监护人"),
        "household_id": _("家庭户"),
        "dwelling_id": _("房屋"),
        "erased_at": _("删除"),
    },
    sentences={
        "person_id": _("居住信息随重复登记的核定移动"),
        "merged_into_id": _("核定为重复登记，已合并或撤销"),
    },
    icon=lambda change: ICONS.get(change.table, "history"),
    what=_what,
    about=_about,
)
