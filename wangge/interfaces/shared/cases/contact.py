"""The reporter's contact: masked, shown to somebody who says why, and every look stays on record."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.accounts.actors import Actor
from wangge.cases.access import Offer
from wangge.cases.models import Case
from wangge.cases.reading import CaseFile
from wangge.kernel import trail
from wangge.kernel.refused import Refused

LOOKS_AN_HOUR = 20
CONTACT = "contact"
REVEALING_STEPS = frozenset({"contact", "follow_up"})


class RevealForm(forms.Form):
    """Why somebody must see a reporter's name and phone."""

    reason = forms.CharField(label=gettext_lazy("查看事由"), max_length=200, widget=forms.TextInput)


def may_reveal(file: CaseFile, offers: Iterable[Offer]) -> bool:
    """Whether a contact was given, and this person's next step may be a call to the reporter."""
    return file.reporter is not None and any(offer.step.name in REVEALING_STEPS for offer in offers)


def look(case: Case, actor: Actor, at: datetime, reason: str) -> None:
    """Leave the trail of a look; refused to somebody who has looked too often within an hour."""
    most = getattr(settings, "LOOKS_AN_HOUR", LOOKS_AN_HOUR)
    if trail.looks_within_hour(actor, at, "case", CONTACT) >= most:
        sentence = _("一小时内查看联系方式已达 %(most)s 次。") % {"most": most}
        raise Refused(sentence, field="reason", mend=_("请稍后再看。"))
    trail.look("case", case.pk, CONTACT, by=actor, at=at, reason=reason, area_code=case.area_code)
