"""People, the households they make, where they live, and what they may need."""

from wangge.registers.people.models.care import CareNeed, Reminder
from wangge.registers.people.models.person import DOCUMENT, PHONE, Person
from wangge.registers.people.models.residence import Household, Residence
from wangge.registers.people.models.ruling import Ruling

__all__ = ["DOCUMENT", "PHONE", "CareNeed", "Household", "Person", "Reminder", "Residence", "Ruling"]
