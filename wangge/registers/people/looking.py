"""Who is shown what of a person: every page opened and every number shown leaves a look behind."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.kernel import clock, trail
from wangge.kernel.masks import HIDDEN
from wangge.kernel.models import Look
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import CARE, PERSON, RESIDENCE
from wangge.registers.basis.sight import Columns, Sight
from wangge.registers.people.fields import PERSON_FIELDS, RESIDENCE_FIELDS
from wangge.registers.people.models import CareNeed, Person, Reminder, Residence

SUBJECT = "person"
PAGE = "page"
REMINDER = "reminder"
PERSON_COLUMNS: Columns = {**PERSON_FIELDS, "name": {**PERSON_FIELDS["name"], "name": HIDDEN}, "sex": {"sex": ""}}
# That somebody has moved out, and with whom he keeps house, is the archive's own affair; the day is told with it.
RESIDENCE_COLUMNS: Columns = {**RESIDENCE_FIELDS, "relation": {"relation": ""}}
NAME_COLUMNS: Columns = {"name": {"name": HIDDEN}}


def person_for(person: Person, sight: Sight) -> Person:
    """A person as this sight shows him; never to be saved."""
    return sight.veiled(person, PERSON, PERSON_COLUMNS)


def residence_for(residence: Residence, sight: Sight) -> Residence:
    """A residence as this sight shows it, the name it repeats included; never to be saved."""
    return sight.veiled(sight.veiled(residence, RESIDENCE, RESIDENCE_COLUMNS), PERSON, NAME_COLUMNS)


def needs_for(needs: Sequence[CareNeed], sight: Sight) -> Sequence[CareNeed]:
    """The needs that this sight shows: all of them, or none."""
    return needs if sight.shows(CARE, "kind") else ()


def untold_to(sight: Sight) -> frozenset[str]:
    """The columns of a person's history that this sight does not show."""
    of_person = sight.untold(Person._meta.db_table, PERSON, PERSON_COLUMNS)
    return of_person | sight.untold(Residence._meta.db_table, RESIDENCE, RESIDENCE_COLUMNS)


class Shown(models.TextChoices):
    """What is masked and may be shown."""

    PHONE = "phone", _("电话")
    DOCUMENT = "document", _("证件号码与出生日期")
    NAME = "name", _("姓名")


WHATS = {
    PAGE: _("档案页"),
    "answer": _("答复"),
    "known": _("核对证件"),
    "known_by_import": _("导入时核对证件"),
    **{one.value: one.label for one in Shown},
}
"""What was looked at, in words."""


def open_page(person: Person, *, by: Actor, at: datetime, area_code: str, reason: str = "") -> Look:
    """Somebody reads a person's page; nothing on it is plain."""
    why = reason or gettext("打开人员档案页")
    return trail.look(SUBJECT, person.pk, PAGE, by=by, at=at, reason=why, area_code=area_code)


def reveal(person: Person, what: str, *, by: Actor, at: datetime, reason: str, area_code: str) -> str:
    """Show one plain value. Refused without a reason, to a role that its item does not name, and to whoever has been
    shown too many within an hour."""
    sight = Sight.of(by.role, clock.day_of(at))
    if not sight.shows(PERSON, what):
        raise Refused(
            gettext("您的岗位不能查看这一项。"), field="what", mend=gettext("可见岗位由安全管理员在采集项里规定。")
        )
    most = settings.REVEALS_AN_HOUR
    if trail.looks_within_hour(by, at, SUBJECT, *Shown.values) >= most:
        sentence = gettext("一小时内查看完整信息已达 %(most)s 次。") % {"most": most}
        raise Refused(sentence, field="reason", mend=gettext("请稍后再看；确有需要请联系管理员。"))
    trail.look(SUBJECT, person.pk, Shown(what).value, by=by, at=at, reason=reason, area_code=area_code)
    return _plain(person_for(person, sight), what)


def read_reminders(reminders: Iterable[Reminder], *, by: Actor, at: datetime) -> list[Reminder]:
    """A reader is shown what to mind; apart from the looks at the person, which would tell that there is a reminder."""
    told = list(reminders)
    for each in told:
        why = gettext("上门前查看提醒")
        trail.look(REMINDER, each.pk, PAGE, by=by, at=at, reason=why, area_code=each.area_code)
    return told


def _plain(person: Person, what: str) -> str:
    if what == Shown.NAME:
        return person.name
    if what == Shown.PHONE:
        return person.phone
    born_on = person.born_on.isoformat() if person.born_on else ""
    return " · ".join(filter(None, (person.document_number, born_on)))
