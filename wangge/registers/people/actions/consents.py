"""Somebody agrees, or takes it back; what rested on it goes with the next night. Without it nothing is written."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.kernel import clock, history
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import CARE, PERSON, field_word
from wangge.registers.basis.models import Item, LegalBasis
from wangge.registers.basis.queries import needs_consent
from wangge.registers.people.fields import PERSON_FIELDS
from wangge.registers.people.models import CareNeed, Consent, Person, Residence
from wangge.registers.people.queries import agreed_fields, merged_into
from wangge.registers.writing import Hand, put_down, take_up

GROWN_UP = 18


def refuse_unagreed(
    person: Person | None,
    dataset: str,
    fields: Iterable[str],
    on: date,
    form_fields: Mapping[str, str] | None = None,
) -> None:
    """Refuse what rests on a consent that does not stand; nobody whom the archive does not know yet has given one."""
    needed = [field for field in fields if needs_consent(dataset, field, on)]
    agreed = agreed_fields(person, dataset, on) if person and needed else frozenset()
    for field in needed:
        if field not in agreed:
            raise Refused(
                _("“%(field)s”须经同意才能采集，目前没有有效的同意。") % {"field": field_word(dataset, field)},
                field=(form_fields or {}).get(field, field),
                mend=_("请先到此人的“同意记录”登记同意；不满十四周岁的由监护人同意。")
                if person
                else _("请先留空登记此人，登记同意后再补填。"),
            )


@transaction.atomic
def give_consent(
    person: Person, item: Item, channel: str, hand: Hand, *, area_code: str, guardian: Person | None = None
) -> Consent:
    """A consent under the item's notice. For a child under fourteen only the guardian can give it."""
    if done := take_up(hand, area_code):
        return Consent.objects.get(pk=done.subject_id)
    if item.basis != LegalBasis.CONSENT or not item.is_in_force(clock.day_of(hand.at)):
        raise Refused(_("这一项目前不以同意为依据。"), field="item")
    if channel not in Consent.Channel.values:
        raise Refused(_("请选择同意的方式。"), field="channel")
    speaker = _speaker(person, guardian, hand)
    if Consent.objects.filter(person=person, item=item, withdrawn_at=None).exists():
        raise Refused(_("这一项已经同意过。"), field="item")
    consent = Consent.objects.create(
        person=person,
        area_code=area_code,
        item=item,
        notice=item.notice,
        guardian=speaker,
        channel=channel,
        given_at=hand.at,
        given_by=hand.by.user_id,
    )
    put_down(hand, "consent_given", consent, area_code, item=item.pk)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, hand: Hand, *, area_code: str) -> Consent:
    """The consent is taken back: what rested on it is not shown any more, and its history goes with the next night.

    `area_code` is where the person lives now.
    """
    if take_up(hand, area_code):
        return Consent.objects.get(pk=consent.pk)
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.withdrawn_at:
        raise Refused(_("这项同意已经撤回。"))
    consent.withdrawn_at = hand.at
    consent.save(update_fields=["withdrawn_at"])
    twice = Consent.objects.filter(person__merged_into=consent.person_id, item=consent.item_id, withdrawn_at=None)
    twice.update(withdrawn_at=hand.at)
    _take_away(consent.person, consent.item)
    put_down(hand, "consent_withdrawn", consent, area_code, item=consent.item_id)
    return consent


def withdraw_all(person: Person, hand: Hand, area_code: str, *, about: str = "") -> list[Consent]:
    """Everything that a person agreed to, or what is about one field of a data set ("person.workplace")."""
    standing = Consent.objects.filter(person=person, withdrawn_at=None).order_by("pk")
    taken = [one for one in standing if about in ("", f"{one.item.dataset}.{one.item.field}")]
    for consent in taken:
        withdraw_consent(
            consent, Hand(hand.by, hand.at, uuid5(hand.key, str(consent.pk)), hand.via, hand.why), area_code=area_code
        )
    return taken


def clear_withdrawn(limit: int = 500) -> int:
    """By night: forget what the withdrawn fields have been. Runs under scope "timer"; answers how many."""
    waiting = list(Consent.objects.filter(cleared_at=None, withdrawn_at__isnull=False).order_by("pk")[:limit])
    for consent in waiting:
        entries = [consent.person_id, *merged_into(consent.person)]
        if consent.item.dataset == PERSON:
            forget_field(entries, consent.item.field)
        elif consent.item.dataset == CARE:
            needs = list(CareNeed.objects.filter(person_id__in=entries).values_list("pk", flat=True))
            CareNeed.objects.filter(pk__in=needs).delete()
            history.forget("people_careneed", needs)
        Consent.objects.filter(pk=consent.pk).update(cleared_at=clock.now())
    return len(waiting)


def _take_away(person: Person, item: Item) -> None:
    today = clock.today()
    if item.dataset == PERSON:
        entries = [person.pk, *merged_into(person)]
        for entry in Person.objects.select_for_update(of=("self",)).filter(pk__in=entries).order_by("pk"):
            clear_field(entry, item.field)
            entry.save()
    elif item.dataset == CARE:
        CareNeed.objects.filter(person=person, to_on=None, from_on__lte=today).update(to_on=today)


def clear_field(person: Person, field: str) -> None:
    """Empty one field of a person, with everything that is kept to find it."""
    for column, value in PERSON_FIELDS[field].items():
        setattr(person, column, value)


def forget_field(entries: Iterable[int], field: str) -> None:
    """What the field has been in these entries, and in what their residences repeat of it."""
    columns, people = list(PERSON_FIELDS[field]), list(entries)
    history.forget("people_person", people, columns)
    lived = Residence.objects.filter(person_id__in=people).values_list("pk", flat=True)
    history.forget("people_residence", lived, columns)


def _speaker(person: Person, guardian: Person | None, hand: Hand) -> Person | None:
    if not person.is_child_on(clock.day_of(hand.at)):
        return None
    speaker = guardian or person.guardian
    if speaker is None:
        sentence = _("不满十四周岁的，须由监护人同意。")
        raise Refused(sentence, field="guardian", mend=_("请先登记监护人。"))
    speaker_age = speaker.age_on(clock.day_of(hand.at))
    if speaker.pk == person.pk or (speaker_age is not None and speaker_age < GROWN_UP):
        raise Refused(_("监护人须为成年人。"), field="guardian")
    return speaker
