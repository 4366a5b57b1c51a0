"""A notice gets a new version."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.kernel import clock, kept, record
from wangge.kernel.models import Record
from wangge.kernel.refused import Refused
from wangge.registers.basis.actions.items import STAMP, refuse_stranger
from wangge.registers.basis.models import Notice


@transaction.atomic
def publish_notice(code: str, title: str, text: str, from_on: date, *, by: Actor, at: datetime, key: UUID) -> Notice:
    """The next version of a notice; the ones before stay as they were read."""
    refuse_stranger(by)
    if done := Record.objects.filter(key=key).first():
        return Notice.objects.get(pk=done.subject_id)
    if not title.strip() or not text.strip():
        raise Refused(_("请写明标题和正文。"), field="text")
    if from_on < clock.day_of(at):
        raise Refused(_("告知书不能追溯生效。"), field="from_on", mend=_("请选今天或以后的日期。"))
    last = Notice.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    notice = Notice.objects.create(code=code, version=last + 1, title=title.strip(), text=text, from_on=from_on)
    kept.expire(STAMP)
    facts: dict[str, record.Fact] = {"code": code, "version": notice.version}
    record.write(
        "basis",
        "notice_published",
        by=by,
        at=at,
        key=key,
        area_code=by.area_code,
        subject="basis_notice",
        subject_id=notice.pk,
        facts=facts,
    )
    return notice
