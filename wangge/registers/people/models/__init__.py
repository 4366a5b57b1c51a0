"""People, the households they make, where they live, what they may need, and to what they agreed."""

from wangge.registers.people.models.care import CareNeed, Reminder
from wangge.registers.people.models.consent import Consent
from wangge.registers.people.models.person import DOCUMENT, PHONE, Person
from wangge.registers.people.models.residence import Household, Residence
from wangge.registers.people.models.ruling import Ruling

__all__ = ["DOCUMENT", "PHONE", "CareNeed", "Consent", "Household", "Person", "Reminder", "Residence", "Ruling"]
