"""How buildings, dwellings and organisations tell their changes."""

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.desk.archive.story import Story, Tongue
from wangge.interfaces.desk.archive.story import told as told_in
from wangge.kernel.models import Change
from wangge.registers.basis.sight import Sight
from wangge.registers.buildings import looking as buildings
from wangge.registers.organisations import looking as organisations

ICONS = {"insert": "plus", "update": "pencil", "delete": "trash"}


def told(sight: Sight, *rows: models.Model) -> Story:
    """The story of these rows, as far as this sight shows it."""
    hidden = buildings.untold_to(sight) | organisations.untold_to(sight)
    return told_in(rows, replace(PLACES, untold=PLACES.untold | hidden))


def _what(change: Change, model: type[models.Model]) -> str:
    return f"{change.get_kind_display()}{model._meta.verbose_name}"


PLACES = Tongue(
    untold=frozenset({"id", "area_code", "pinyin", "initials", "organisation_id", "community_id", "lat"}),
    hidden={
        "owner_name": _("房主"),
        "owner_phone_sealed": _("房主电话"),
        "phone_sealed": _("电话"),
        "organisations_contact.name": _("姓名"),
        "lon": _("位置"),
        "footprint": _("轮廓"),
        "building_id": _("楼栋"),
        "dwelling_id": _("房屋"),
        "compound_id": _("小区"),
    },
    icon=lambda change: ICONS[change.kind],
    what=_what,
)
