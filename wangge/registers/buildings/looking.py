"""Who is shown what of a dwelling's owner."""

from wangge.registers.basis.datasets import DWELLING
from wangge.registers.basis.sight import Columns, Sight
from wangge.registers.buildings.models import Dwelling

OWNER_COLUMNS: Columns = {
    "owner_name": {"owner_name": ""},
    "owner_phone": {"owner_phone_sealed": None},
}


def dwelling_for(dwelling: Dwelling, sight: Sight) -> Dwelling:
    """A dwelling as this sight shows it; never to be saved."""
    return sight.veiled(dwelling, DWELLING, OWNER_COLUMNS)


def sees_owner(sight: Sight) -> bool:
    """Whether anything of an owner is shown."""
    return any(sight.shows(DWELLING, field) for field in OWNER_COLUMNS)


def untold_to(sight: Sight) -> frozenset[str]:
    """The columns of a dwelling's history that this sight does not show."""
    return sight.untold(Dwelling._meta.db_table, DWELLING, OWNER_COLUMNS)
