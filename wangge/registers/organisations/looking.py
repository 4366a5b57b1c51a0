"""Who is shown what of those in charge of an organisation."""

from wangge.kernel.masks import HIDDEN
from wangge.registers.basis.datasets import CONTACT
from wangge.registers.basis.sight import Columns, Sight
from wangge.registers.organisations.models import Contact

CONTACT_COLUMNS: Columns = {"name": {"name": HIDDEN}, "phone": {"phone_sealed": None}}


def contact_for(contact: Contact, sight: Sight) -> Contact:
    """A contact as this sight shows it; never to be saved."""
    return sight.veiled(contact, CONTACT, CONTACT_COLUMNS)


def untold_to(sight: Sight) -> frozenset[str]:
    """The columns of a contact's history that this sight does not show."""
    return sight.untold(Contact._meta.db_table, CONTACT, CONTACT_COLUMNS)
