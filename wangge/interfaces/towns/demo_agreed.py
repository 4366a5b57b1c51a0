"""What the people of the demo town have agreed to: what rests on consent is held of nobody who has not given it."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from wangge.interfaces.towns.demo_dwellers import Dweller
from wangge.kernel import clock
from wangge.registers.basis.datasets import CARE, PERSON
from wangge.registers.basis.models import Item, LegalBasis
from wangge.registers.basis.queries import item_of
from wangge.registers.people.models import Consent

CHANNELS = (Consent.Channel.PAPER.value, Consent.Channel.PAPER.value, Consent.Channel.SPOKEN.value)
MORNING = time(10)


def consents_of(
    person: dict[str, Any], dwelling: dict[str, Any], _household: dict[str, Any], one: Dweller
) -> Iterator[dict[str, Any]]:
    """The rows of a person's consents, given on the day on which he came, or on which the item began."""
    for item in _agreed(one):
        day = max(one.from_on, item.from_on)
        yield {
            "person_id": person["id"], "area_code": dwelling["area_code"], "item_id": item.pk,
            "notice_id": item.notice_id, "guardian_id": person["guardian_id"],
            "channel": CHANNELS[one.number % len(CHANNELS)],
            "given_at": datetime.combine(day, MORNING, timezone.get_current_timezone()),
        }  # fmt: skip


def _agreed(one: Dweller) -> Iterator[Item]:
    held = (((PERSON, "occupation"), one.occupation), ((CARE, "kind"), one.care))
    for (dataset, field), value in held:
        item = item_of(dataset, field, clock.today()) if value else None
        if item and item.basis == LegalBasis.CONSENT:
            yield item
