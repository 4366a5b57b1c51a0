"""Dwellings as rows of a sheet."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from wangge.registers.basis.sight import Sight
from wangge.registers.buildings.looking import dwelling_for
from wangge.registers.buildings.models import Dwelling
from wangge.registers.exporting.words import word_of
from wangge.registers.people.rows import where_of


def columns() -> list[str]:
    """What each column is."""
    return [_("地址"), _("网格"), _("用途"), _("面积（平方米）"), _("房主"), _("房主电话")]


def rows(dwellings: Sequence[Dwelling], today: date, sight: Sight) -> list[list[str]]:
    """As they stand; no query."""
    return [_cells(dwelling_for(each, sight)) for each in dwellings]


def _cells(door: Dwelling) -> list[str]:
    return [
        door.address,
        where_of(door.area_code),
        word_of(door, "use"),
        "" if door.area_m2 is None else f"{door.area_m2:g}",
        door.masked_owner,
        door.masked_owner_phone,
    ]
