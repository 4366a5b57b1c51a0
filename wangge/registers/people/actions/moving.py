"""People move together from dwelling to dwelling."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.buildings.models import Dwelling
from wangge.registers.people.actions.settling import end_empty
from wangge.registers.people.codes import Relation
from wangge.registers.people.models import Household, Residence
from wangge.registers.writing import Hand, put_down, take_up


@transaction.atomic
def move(residences: Sequence[Residence], to: Dwelling, on: date, hand: Hand) -> list[Residence]:
    """All of them live in another dwelling from a day on, as what they were; a head takes his along.

    Refused for all where one cannot move: a family is not torn apart by a mistake.
    """
    for area_code in {one.area_code for one in residences} | {to.area_code}:
        done = take_up(hand, area_code)
        if done:
            return list(Residence.objects.filter(pk__in=done.facts["made"]))
    if not residences:
        raise Refused(_("没有选中任何人。"), mend=_("请先在列表里勾选。"))
    if on > clock.day_of(hand.at):
        raise Refused(_("迁入日期不能晚于今天。"), field="on")
    leaving = list(
        Residence.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in residences]).order_by("pk")
    )
    for one in leaving:
        _refuse(one, to, on)
    made = _moved(leaving, to, on)
    put_down(hand, "moved", made[0], to.area_code, left=[one.pk for one in leaving], made=[one.pk for one in made])
    return made


def _refuse(one: Residence, to: Dwelling, on: date) -> None:
    told = {"who": one.masked_name}
    if one.to_on:
        raise Refused(_("%(who)s 已经迁出。") % told, mend=_("请回到列表重新勾选。"))
    if one.from_on and on < one.from_on:
        raise Refused(_("%(who)s 的迁入日期早于原住处的入住日期。") % told, field="on")
    here = Residence.objects.filter(person_id=one.person_id, dwelling=to, to_on=None)
    if one.dwelling_id == to.pk or here.exists():
        raise Refused(_("%(who)s 已登记在这套房屋。") % told, field="dwelling", mend=_("请选另一套房屋。"))


def _moved(leaving: Sequence[Residence], to: Dwelling, on: date) -> list[Residence]:
    Residence.objects.filter(pk__in=[one.pk for one in leaving]).update(to_on=on)
    households = _households(leaving, to, on)
    return [_arrived(one, to, on, households.get(one.household_id or -one.pk)) for one in leaving]


def _households(leaving: Sequence[Residence], to: Dwelling, on: date) -> dict[int, Household]:
    """Where the head moves, or a family of which nobody stays, a new household takes the place of the old one.

    It keeps the number of a household that ends.
    """
    held = Household.objects.filter(pk__in=[one.household_id for one in leaving if one.household_id])
    numbers = {household.pk: household.number for household in held if end_empty(household, on)}
    together = Counter(one.household_id for one in leaving)
    led = {one.household_id or -one.pk for one in leaving if one.relation == Relation.HEAD}
    led |= {key for key in numbers if together[key] > 1}
    return {
        key: Household.objects.create(dwelling=to, area_code=to.area_code, number=numbers.get(key, ""))
        for key in sorted(led)
    }


def _arrived(one: Residence, to: Dwelling, on: date, household: Household | None) -> Residence:
    made = Residence(
        person_id=one.person_id,
        dwelling=to,
        area_code=to.area_code,
        household=household,
        capacity=one.capacity,
        presence=one.presence,
        relation=one.relation if household else "",
        from_on=on,
        name=one.name,
        pinyin=one.pinyin,
        initials=one.initials,
        phone_tail_index=one.phone_tail_index,
    )
    made.save(force_insert=True)
    return made
