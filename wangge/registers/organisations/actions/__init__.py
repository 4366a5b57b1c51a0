"""What may be done to organisations."""

from wangge.registers.organisations.actions.keeping import (
    OrganisationFacts,
    Seat,
    add_organisation,
    change_organisation,
    close_organisation,
    inspected,
    reopen_organisation,
)
from wangge.registers.organisations.actions.minding import (
    HazardFacts,
    drop_contact,
    end_hazard,
    find_hazard,
    name_contact,
)

__all__ = [
    "HazardFacts",
    "OrganisationFacts",
    "Seat",
    "add_organisation",
    "change_organisation",
    "close_organisation",
    "drop_contact",
    "end_hazard",
    "find_hazard",
    "inspected",
    "name_contact",
    "reopen_organisation",
]
