"""Whom to call at an organisation, and what is dangerous there."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.kernel import clock, crypto
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import CONTACT
from wangge.registers.basis.queries import refuse_baseless
from wangge.registers.organisations.models import PHONE, Contact, Hazard, Organisation
from wangge.registers.people.phones import read_phone
from wangge.registers.writing import Hand, put_down, take_up


@transaction.atomic
def name_contact(organisation: Organisation, part: str, name: str, phone: str, hand: Hand) -> Contact:
    """Somebody is in charge from now on; whoever was before stays in the history. An empty phone leaves the old one."""
    if done := take_up(hand, organisation.area_code):
        return Contact.objects.get(pk=done.subject_id)
    if not name.strip():
        raise Refused(_("请填写姓名。"), field="name")
    number, today = read_phone(phone), clock.day_of(hand.at)
    refuse_baseless(CONTACT, ["name", "phone"] if number else ["name"], today)
    contact = Contact.objects.filter(organisation=organisation, part=part).first()
    contact = contact or Contact(organisation=organisation, area_code=organisation.area_code, part=part)
    is_same_person = contact.name == name.strip()
    contact.name = name.strip()
    if number or not is_same_person:
        contact.phone_sealed = crypto.seal(number, purpose=PHONE) if number else None
    contact.save()
    put_down(hand, "contact_named", contact, organisation.area_code)
    return contact


@transaction.atomic
def drop_contact(contact: Contact, hand: Hand) -> None:
    """Nobody is in charge of this any more."""
    if take_up(hand, contact.area_code):
        return
    put_down(hand, "contact_dropped", contact, contact.area_code)
    contact.delete()


@dataclass(frozen=True)
class HazardFacts:
    """What was found."""

    sort: str
    note: str = ""
    found_on: date | None = None


@transaction.atomic
def find_hazard(organisation: Organisation, facts: HazardFacts, hand: Hand) -> Hazard:
    """Something dangerous was found."""
    if done := take_up(hand, organisation.area_code):
        return Hazard.objects.get(pk=done.subject_id)
    today = clock.day_of(hand.at)
    if facts.found_on and facts.found_on > today:
        raise Refused(_("发现日期不能晚于今天。"), field="found_on")
    hazard = Hazard(organisation=organisation, area_code=organisation.area_code, sort=facts.sort)
    hazard.note, hazard.found_on = facts.note.strip(), facts.found_on or today
    hazard.save(force_insert=True)
    put_down(hand, "hazard_found", hazard, hazard.area_code)
    return hazard


@transaction.atomic
def end_hazard(hazard: Hazard, on: date, hand: Hand) -> Hazard:
    """Somebody has seen that the danger is gone."""
    if take_up(hand, hazard.area_code):
        return hazard
    hazard = Hazard.objects.select_for_update(of=("self",)).get(pk=hazard.pk)
    if hazard.gone_on:
        raise Refused(_("此隐患已于 %(day)s 消除。") % {"day": hazard.gone_on.isoformat()})
    if not hazard.found_on <= on <= clock.day_of(hand.at):
        raise Refused(_("消除日期须在发现日期与今天之间。"), field="gone_on")
    hazard.gone_on = on
    hazard.save(update_fields=["gone_on"])
    put_down(hand, "hazard_gone", hazard, hazard.area_code)
    return hazard
