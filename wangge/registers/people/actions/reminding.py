"""What a department that knows more wants minded before somebody is visited: what to do, never why.

A department does not read the archive. It finds a person by a full number and the matching name, within its own ground,
and learns no more than that he is known; whom it may let know are those who serve the place where he lives.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.kernel import clock
from wangge.kernel.masks import mask_name
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.people.actions.knowing import known
from wangge.registers.people.codes import ReminderKind
from wangge.registers.people.documents import Document
from wangge.registers.people.models import Reminder
from wangge.registers.people.names import told_name
from wangge.registers.people.reminders import mandates_to_tell
from wangge.registers.writing import Hand, put_down, take_up

SETTERS = frozenset({Role.HANDLER})
TAIL = 4


class Purpose(models.TextChoices):
    """Why a department asks after a person; in general terms, for those who keep the archive read it in the trail."""

    DUTY = "duty", _("履行本部门法定职责")
    ASKED = "asked", _("本人或家属提出")
    EMERGENCY = "emergency", _("准备应急转移")


@dataclass(frozen=True)
class Found:
    """Somebody of the archive, as far as a department may know him: a key, and what it called him itself, masked."""

    person_id: int
    known_as: str


def find_person(document: Document, name: str, purpose: str, *, by: Actor) -> Found:
    """The person of a full number and the name that belongs to it, who lives on the department's ground.

    A wrong name, an unknown number and a home elsewhere are refused alike. Not in one transaction with the refusal:
    that it was asked stays.
    """
    if by.role not in SETTERS:
        raise NotYours(gettext("上门提醒由了解情况的部门设置。"))
    reason = gettext("部门核对：%(purpose)s") % {"purpose": Purpose(purpose).label}
    person_id = known(document, told_name(name), asked_in=by.area_code, reason=reason)
    if person_id is None or not _home(person_id):
        mend = gettext("请对照证件核对号码和姓名。")
        raise Refused(gettext("本辖区没有证件号码与姓名都相符的人。"), mend=mend)
    return Found(person_id, f"{mask_name(name)[:40]} · {document.number[-TAIL:]}")


def home_of(found: Found) -> str:
    """The area in which a person lives whom this user has found within the hour; refused later."""
    if code := _home(found.person_id):
        return code
    raise Refused(gettext("核对已超过一小时，或此人已不在本辖区居住。"), mend=gettext("请重新核对证件号码和姓名。"))


@transaction.atomic
def set_reminder(found: Found, kind: str, readers: Iterable[int], hand: Hand) -> Reminder:
    """Let those who serve a person's home know what to mind. Refused while the department has said so already."""
    if done := take_up(hand, hand.by.area_code, SETTERS):
        return Reminder.objects.get(pk=done.subject_id)
    code = home_of(found)
    reminder = Reminder(
        person_id=found.person_id,
        department_id=hand.by.department_id or 0,
        department_path=hand.by.department_path,
        area_code=code,
        known_as=found.known_as,
        kind=ReminderKind(kind).value,
        reader_ids=_readers(readers, code, hand),
        from_on=clock.day_of(hand.at),
    )
    _refuse_second(reminder)
    reminder.save(force_insert=True)
    put_down(hand, "reminder_set", reminder, code, readers=reminder.reader_ids)
    return reminder


@transaction.atomic
def change_readers(reminder: Reminder, readers: Iterable[int], hand: Hand) -> Reminder:
    """Others, fewer or more may know from now on; who is taken off the list sees nothing any more."""
    if take_up(hand, reminder.area_code, SETTERS):
        return reminder
    reminder = _open(reminder)
    reminder.reader_ids = _readers(readers, reminder.area_code, hand)
    reminder.save(update_fields=["reader_ids"])
    put_down(hand, "reminder_readers_changed", reminder, reminder.area_code, readers=reminder.reader_ids)
    return reminder


@transaction.atomic
def end_reminder(reminder: Reminder, hand: Hand) -> Reminder:
    """There is nothing to mind any more: from now on its readers do not see it, and its row goes after its term."""
    if take_up(hand, reminder.area_code, SETTERS):
        return reminder
    reminder = _open(reminder)
    reminder.to_on = clock.day_of(hand.at)
    reminder.save(update_fields=["to_on"])
    put_down(hand, "reminder_ended", reminder, reminder.area_code)
    return reminder


def _home(person_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_home_of_found(%s)", [person_id])
        return str(cursor.fetchone()[0] or "")


def _readers(chosen: Iterable[int], area_code: str, hand: Hand) -> list[int]:
    wanted = sorted(set(chosen))
    if not wanted:
        raise Refused(gettext("请至少选一位知悉人。"), field="readers")
    serving = {mandate.user_id for mandate in mandates_to_tell(area_code, on=clock.day_of(hand.at))}
    if not serving.issuperset(wanted):
        raise Refused(gettext("知悉人须是负责此人住处的工作人员。"), field="readers", mend=gettext("请重新选择。"))
    return wanted


def _refuse_second(reminder: Reminder) -> None:
    same = Reminder.objects.filter(
        person_id=reminder.person_id, department_id=reminder.department_id, kind=reminder.kind, to_on=None
    )
    if same.exists():
        raise Refused(gettext("本部门已为此人设置这项提醒。"), field="kind", mend=gettext("请在列表里修改它的知悉人。"))


def _open(reminder: Reminder) -> Reminder:
    held = Reminder.objects.select_for_update(of=("self",)).filter(pk=reminder.pk).first()
    if held is None:
        raise NotYours(gettext("没有这条提醒。"))
    if held.to_on:
        raise Refused(gettext("这条提醒已经结束。"))
    return held
