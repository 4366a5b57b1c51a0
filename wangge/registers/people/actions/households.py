"""Who keeps house with whom: members, their relation to the head, a household that splits."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.models import Record
from wangge.kernel.refused import Refused
from wangge.registers.people.actions.settling import end_empty
from wangge.registers.people.codes import Relation
from wangge.registers.people.models import Household, Residence
from wangge.registers.writing import Hand, put_down, take_up


@transaction.atomic
def arrange(household: Household, relations: Mapping[Residence, str], hand: Hand) -> Household:
    """Every member's relation to the head, all at once: so the head changes, too. Exactly one is the head."""
    if take_up(hand, household.area_code):
        return household
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    members = set(household.residences.filter(to_on=None))
    if members != set(relations):
        raise Refused(_("这一户的成员刚刚有变动。"), mend=_("请刷新后再改。"))
    _refuse_heads(relations.values())
    _relate(relations)
    put_down(hand, "household_arranged", household, household.area_code)
    return household


@transaction.atomic
def split(leaving: Mapping[Residence, str], hand: Hand) -> Household:
    """Members keep house for themselves from now on, in the same dwelling, one of them as head; the head stays."""
    area_code = next(iter(leaving)).area_code if leaving else hand.by.area_code
    if done := take_up(hand, area_code):
        return Household.objects.get(pk=done.subject_id)
    old = _left_by(list(leaving))
    _refuse_heads(leaving.values())
    new = Household.objects.create(dwelling=old.dwelling, area_code=old.area_code)
    for residence in leaving:
        Residence.objects.filter(pk=residence.pk).update(household=new, relation="")
    _relate(leaving)
    end_empty(old, clock.day_of(hand.at))
    put_down(hand, "household_split", new, new.area_code, old=old.pk)
    return new


def split_under(key: UUID) -> Household | None:
    """The household that a split under this key has made already."""
    done = Record.objects.filter(key=key, room="people", act="household_split").first()
    return Household.objects.filter(pk=done.subject_id).first() if done else None


def _left_by(leaving: Sequence[Residence]) -> Household:
    if not leaving:
        raise Refused(_("请选出分出去的人。"))
    household = leaving[0].household
    if household is None or {one.household_id for one in leaving} != {household.pk}:
        raise Refused(_("分出去的人不在同一户。"), mend=_("请刷新后再选。"))
    staying = household.residences.filter(to_on=None).exclude(pk__in=[one.pk for one in leaving])
    if not staying.exists():
        raise Refused(_("全家都选上了，不用分户。"), mend=_("请只选分出去的人。"))
    if not staying.filter(relation=Relation.HEAD).exists():
        raise Refused(_("户主不能分出去。"), mend=_("请先为这一户改定户主。"))
    return household


def _refuse_heads(relations: object) -> None:
    heads = list(relations).count(Relation.HEAD)  # type: ignore[call-overload]
    if heads != 1:
        raise Refused(_("一户须有且只有一位户主。"), mend=_("请检查每个人与户主的关系。"))


def _relate(relations: Mapping[Residence, str]) -> None:
    """The old head steps down before the new one steps up."""
    for residence, relation in sorted(relations.items(), key=lambda each: each[1] == Relation.HEAD):
        Residence.objects.filter(pk=residence.pk).exclude(relation=relation).update(relation=relation)
