"""Somebody has died; or it was written down by mistake."""

from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from wangge.kernel import clock, record
from wangge.kernel.models import Record
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import PERSON
from wangge.registers.basis.queries import refuse_baseless
from wangge.registers.people.actions.settling import end_empty
from wangge.registers.people.models import CareNeed, Household, Person, Residence
from wangge.registers.writing import Hand, put_down, take_up


@transaction.atomic
def die(person: Person, on: date, hand: Hand, *, area_code: str) -> Person:
    """On a day; with it end the homes and the needs in sight, and the household that nobody is left in."""
    if take_up(hand, area_code):
        return person
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_baseless(PERSON, ["died_on"], clock.day_of(hand.at))
    homes = Residence.objects.select_for_update(of=("self",)).filter(person=person, to_on=None).order_by("pk")
    _refuse(person, list(homes), on, clock.day_of(hand.at))
    ended = _end_homes(list(homes), on)
    needs = CareNeed.objects.filter(person=person, to_on=None)
    ended["needs"] = [need.pk for need in needs]
    last = Greatest(F("from_on"), models.Value(on, output_field=models.DateField()))
    needs.update(to_on=last)
    person.died_on = on
    person.save(update_fields=["died_on"])
    put_down(hand, "died", person, area_code, **ended)
    return person


@transaction.atomic
def revive(person: Person, hand: Hand, *, area_code: str) -> Person:
    """The death was written down by mistake: everything that ended with it goes on."""
    if take_up(hand, area_code):
        return person
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.died_on is None:
        raise Refused(_("此人没有登记死亡。"))
    told = Record.objects.filter(room="people", act="died", subject=Person._meta.db_table, subject_id=str(person.pk))
    ended = latest.facts if (latest := told.order_by("-at", "-recorded_at").first()) else {}
    day, person.died_on = person.died_on, None
    person.save(update_fields=["died_on"])
    try:
        with transaction.atomic():
            Household.objects.filter(pk__in=ended.get("households", []), ended_on=day).update(ended_on=None)
            Residence.objects.filter(pk__in=ended.get("homes", []), person=person, to_on=day).update(to_on=None)
            CareNeed.objects.filter(pk__in=ended.get("needs", []), person=person).update(to_on=None)
    except IntegrityError:
        raise Refused(
            _("此人的住处或家庭户后来有了变动，不能原样恢复。"), mend=_("请先更正那一户的户主，再撤销。")
        ) from None
    put_down(hand, "revived", person, area_code)
    return person


def _refuse(person: Person, homes: list[Residence], on: date, today: date) -> None:
    if person.died_on:
        raise Refused(_("此人已登记死亡。"))
    if on > today:
        raise Refused(_("死亡日期不能晚于今天。"), field="on")
    if person.born_on and on < person.born_on:
        raise Refused(_("死亡日期早于出生日期。"), field="on", mend=_("请检查两个日期。"))
    if any(one.from_on and on < one.from_on for one in homes):
        raise Refused(_("死亡日期早于入住日期。"), field="on", mend=_("请检查两个日期。"))


def _end_homes(homes: list[Residence], on: date) -> dict[str, record.Fact]:
    """The keys of the homes and of the households that end."""
    Residence.objects.filter(pk__in=[one.pk for one in homes]).update(to_on=on)
    households = Household.objects.filter(pk__in=[one.household_id for one in homes if one.household_id])
    return {"homes": [one.pk for one in homes], "households": [one.pk for one in households if end_empty(one, on)]}
