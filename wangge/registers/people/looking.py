"""Who is shown what of a person: every page opened and every number shown leaves a look behind."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from wangge.kernel import trail
from wangge.kernel.models import Look
from wangge.kernel.record import Doer
from wangge.kernel.refused import Refused
from wangge.registers.people.models import Person, Reminder

SUBJECT = "person"
PAGE = "page"
REMINDER = "reminder"


class Shown(models.TextChoices):
    """What is masked and may be shown."""

    PHONE = "phone", _("电话")
    DOCUMENT = "document", _("证件号码与出生日期")
    NAME = "name", _("姓名")


def open_page(person: Person, *, by: Doer, at: datetime, area_code: str, reason: str = "") -> Look:
    """Somebody reads a person's page; nothing on it is plain."""
    why = reason or say("打开人员档案页")
    return trail.look(SUBJECT, person.pk, PAGE, by=by, at=at, reason=why, area_code=area_code)


def reveal(person: Person, what: str, *, by: Doer, at: datetime, reason: str, area_code: str) -> str:
    """Show one plain value. Refused without a reason, and to whoever has been shown too many within an hour."""
    most = settings.REVEALS_AN_HOUR
    if trail.looks_within_hour(by, at, SUBJECT, *Shown.values) >= most:
        sentence = say("一小时内查看完整信息已达 %(most)s 次。") % {"most": most}
        raise Refused(sentence, field="reason", mend=say("请稍后再看；确有需要请联系管理员。"))
    trail.look(SUBJECT, person.pk, Shown(what).value, by=by, at=at, reason=reason, area_code=area_code)
    return _plain(person, what)


def read_reminders(reminders: Iterable[Reminder], *, by: Doer, at: datetime) -> list[Reminder]:
    """A reader is shown what to mind; apart from the looks at the person, which would tell that there is a reminder."""
    told = list(reminders)
    for each in told:
        why = say("上门前查看提醒")
        trail.look(REMINDER, each.pk, PAGE, by=by, at=at, reason=why, area_code=each.area_code)
    return told


def _plain(person: Person, what: str) -> str:
    if what == Shown.NAME:
        return person.name
    if what == Shown.PHONE:
        return person.phone
    born_on = person.born_on.isoformat() if person.born_on else ""
    return " · ".join(filter(None, (person.document_number, born_on)))
