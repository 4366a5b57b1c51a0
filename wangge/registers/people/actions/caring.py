"""A hand that somebody may need, from a day to a day."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import CARE
from wangge.registers.basis.queries import refuse_baseless
from wangge.registers.people.actions.consents import refuse_unagreed
from wangge.registers.people.models import CareNeed, Person
from wangge.registers.writing import Hand, put_down, take_up


@transaction.atomic
def add_care(person: Person, kind: str, from_on: date, hand: Hand, *, area_code: str) -> CareNeed:
    """Somebody may need a hand from a day on; `area_code` is where he lives. Refused while it is noted already,
    and without the consent that it needs."""
    if done := take_up(hand, area_code):
        return CareNeed.objects.get(pk=done.subject_id)
    if from_on > clock.day_of(hand.at):
        raise Refused(_("起始日期不能晚于今天。"), field="from_on")
    refuse_baseless(CARE, ["kind"], clock.day_of(hand.at))
    refuse_unagreed(person, CARE, ["kind"], clock.day_of(hand.at))
    if CareNeed.objects.filter(person=person, kind=kind, to_on=None).exists():
        raise Refused(_("此人已有这项关爱信息。"), field="kind", mend=_("请先结束原来的那一项。"))
    need = CareNeed.objects.create(person=person, area_code=area_code, kind=kind, from_on=from_on)
    put_down(hand, "care_added", need, area_code)
    return need


@transaction.atomic
def end_care(need: CareNeed, on: date, hand: Hand) -> CareNeed:
    """The need is over on a day."""
    if take_up(hand, need.area_code):
        return need
    need = CareNeed.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if need.to_on:
        raise Refused(_("这项关爱信息已经结束。"))
    if on > clock.day_of(hand.at) or on < need.from_on:
        raise Refused(_("结束日期须在起始日期之后、今天之前。"), field="on")
    need.to_on = on
    need.save(update_fields=["to_on"])
    put_down(hand, "care_ended", need, need.area_code)
    return need
