"""An organisation comes into the archive, is corrected, moves, closes."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.places import Place
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.buildings.models import Building, Dwelling
from wangge.registers.organisations import uscc
from wangge.registers.organisations.models import Kind, Organisation
from wangge.registers.people import names
from wangge.registers.writing import Hand, put_down, refuse_long, take_up


@dataclass(frozen=True)
class Seat:
    """Where an organisation is: a door, a building, or no more than a grid and words."""

    area: Place
    building: Building | None = None
    dwelling: Dwelling | None = None
    words: str = ""

    @property
    def address(self) -> str:
        """The address as the archive of buildings tells it, else as somebody wrote it."""
        place = self.dwelling or self.building
        return place.address if place else self.words.strip()


@dataclass(frozen=True)
class OrganisationFacts:
    """What is known of an organisation; `uscc` as it was typed."""

    name: str
    kind: str = Kind.FIRM
    uscc: str = ""
    staff_count: int | None = None
    opened_on: date | None = None
    inspection_due_on: date | None = None


@transaction.atomic
def add_organisation(facts: OrganisationFacts, seat: Seat, hand: Hand) -> Organisation:
    """A new organisation. Refused where its code stands in sight already."""
    if done := take_up(hand, seat.area.code):
        return Organisation.objects.get(pk=done.subject_id)
    organisation = Organisation()
    _fill(organisation, facts, hand)
    _sit(organisation, seat)
    organisation.save(force_insert=True)
    put_down(hand, "organisation_added", organisation, organisation.area_code)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, facts: OrganisationFacts, seat: Seat, hand: Hand) -> Organisation:
    """Correct what is known of an organisation, its place included; contacts and hazards follow."""
    if take_up(hand, organisation.area_code):
        return organisation
    if not seat.area.code.startswith(hand.by.area_code):
        raise Refused(_("该区域不在您的管辖范围内。"), field="area", mend=_("请选择辖区内的网格。"))
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    _fill(organisation, facts, hand)
    _sit(organisation, seat)
    organisation.save()
    put_down(hand, "organisation_changed", organisation, organisation.area_code)
    return organisation


@transaction.atomic
def close_organisation(organisation: Organisation, on: date, hand: Hand) -> Organisation:
    """It has closed or moved away on a day; nobody is sent to inspect it any more."""
    if take_up(hand, organisation.area_code):
        return organisation
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.closed_on:
        raise Refused(_("该单位已于 %(day)s 停业。") % {"day": organisation.closed_on.isoformat()})
    _refuse_future(on, hand, "on")
    if organisation.opened_on and on < organisation.opened_on:
        raise Refused(_("停业日期早于开业日期。"), field="on", mend=_("请检查两个日期。"))
    organisation.closed_on, organisation.inspection_due_on = on, None
    organisation.save(update_fields=["closed_on", "inspection_due_on"])
    put_down(hand, "organisation_closed", organisation, organisation.area_code)
    return organisation


@transaction.atomic
def reopen_organisation(organisation: Organisation, hand: Hand) -> Organisation:
    """It was closed by mistake, or works again."""
    if take_up(hand, organisation.area_code):
        return organisation
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    organisation.closed_on = None
    _refuse_known(organisation)
    organisation.save(update_fields=["closed_on"])
    put_down(hand, "organisation_reopened", organisation, organisation.area_code)
    return organisation


@transaction.atomic
def inspected(organisation: Organisation, next_on: date | None, hand: Hand) -> Organisation:
    """Somebody was there; the next visit is due on a day, or not at all."""
    if take_up(hand, organisation.area_code):
        return organisation
    if next_on and next_on <= clock.day_of(hand.at):
        raise Refused(_("下次检查须晚于今天。"), field="next_on")
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    organisation.inspection_due_on = next_on
    organisation.save(update_fields=["inspection_due_on"])
    put_down(hand, "organisation_inspected", organisation, organisation.area_code)
    return organisation


def _fill(organisation: Organisation, facts: OrganisationFacts, hand: Hand) -> None:
    name = names.told_name(facts.name)
    if not name:
        raise Refused(_("请填写单位名称。"), field="name")
    if facts.opened_on:
        _refuse_future(facts.opened_on, hand, "opened_on")
    if facts.opened_on and organisation.closed_on and organisation.closed_on < facts.opened_on:
        raise Refused(_("停业日期早于开业日期。"), field="opened_on", mend=_("请检查两个日期。"))
    organisation.name = name
    organisation.pinyin, organisation.initials = names.pinyin_of(name), names.initials_of(name)
    organisation.kind, organisation.uscc = facts.kind, uscc.read(facts.uscc)
    organisation.staff_count, organisation.opened_on = facts.staff_count, facts.opened_on
    organisation.inspection_due_on = None if organisation.closed_on else facts.inspection_due_on
    _refuse_known(organisation)


def _sit(organisation: Organisation, seat: Seat) -> None:
    place = seat.dwelling or seat.building
    organisation.dwelling = seat.dwelling
    organisation.building = seat.dwelling.building if seat.dwelling else seat.building
    organisation.area_id = organisation.building.area_id if organisation.building else seat.area.id
    organisation.area_code = place.area_code if place else seat.area.code
    organisation.address = seat.address
    refuse_long(organisation)


def _refuse_known(organisation: Organisation) -> None:
    """In sight a code stands once; elsewhere it is not told of."""
    same = Organisation.objects.filter(uscc=organisation.uscc, closed_on=None).exclude(pk=organisation.pk)
    if organisation.uscc and organisation.is_open and (held := same.first()):
        sentence = _("这个代码已登记为“%(name)s”。") % {"name": held.name}
        raise Refused(sentence, field="uscc", mend=_("请直接修改那家单位，或先登记它停业。"))


def _refuse_future(on: date, hand: Hand, field: str) -> None:
    if on > clock.day_of(hand.at):
        raise Refused(_("日期不能晚于今天。"), field=field)
