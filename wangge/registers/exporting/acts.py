"""What may be done with an export: ask for it, take the file, remove it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.kernel import jobs, trail
from wangge.kernel.masks import mask_numbers
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.exporting.keeping import EXPORTS
from wangge.registers.exporting.models import ARCHIVE_OF, Archive, Export, Kind, Narrowing
from wangge.registers.people.queries import Filters, number_index
from wangge.registers.writing import KEEPERS

ERRAND = "exporting.work"
SUBJECT = "export"
DOWNLOAD = "download"
ASKED = tuple(f"{archive}.{kind}" for archive in Archive.values for kind in Kind.values)
State = Export.State


def exports_of(by: Actor) -> QuerySet[Export]:
    """What somebody asked for under the mandate in use."""
    return Export.objects.filter(user_id=by.user_id or 0, mandate_id=by.mandate_id or 0)


def without_plain_number(narrowed: Narrowing) -> Narrowing:
    """The same list; a full number that was typed among the words becomes its blind index."""
    if isinstance(narrowed, Filters) and (number := number_index(narrowed.text)):
        return replace(narrowed, text="", number=number)
    return narrowed


@transaction.atomic
def ask(narrowed: Narrowing, kind: str, *, reason: str, key: UUID, by: Actor, at: datetime) -> Export:
    """A job writes the list as it is narrowed; the same key again is the same export."""
    if by.role not in KEEPERS or by.user_id is None or by.mandate_id is None:
        raise NotYours(_("您的岗位不维护人房单位档案。"))
    _one_at_a_time(by.user_id)
    if known := exports_of(by).filter(key=key).first():
        return known
    _refuse_too_many(by, at)
    export = Export(
        key=key, archive=ARCHIVE_OF[type(narrowed)], kind=Kind(kind), reason=mask_numbers(reason.strip())[:200],
        area_code=by.area_code, user_id=by.user_id, mandate_id=by.mandate_id, asked_at=at,
    )  # fmt: skip
    export.filters = without_plain_number(narrowed)
    export.save()
    what = f"{export.archive}.{export.kind}"
    trail.look(SUBJECT, export.pk, what, by=by, at=at, reason=reason, area_code=by.area_code)
    jobs.wake(ERRAND)
    return export


def take(export: Export, *, by: Actor, at: datetime) -> IO[bytes]:
    """The file, for whoever asked for it; taking it leaves a look."""
    if not exports_of(by).filter(pk=export.pk).exists():
        raise NotYours(_("这份导出不是您申请的。"))
    if export.state != State.READY or export.expires_at is None or export.expires_at <= at:
        raise Refused(_("文件不可下载：还没有生成，或已过期。"), mend=_("请重新导出。"))
    try:
        file = EXPORTS.opened(export.kept)
    except FileNotFoundError:
        raise Refused(_("文件已不在。"), mend=_("请重新导出。")) from None
    trail.look(SUBJECT, export.pk, DOWNLOAD, by=by, at=at, reason=export.reason, area_code=export.area_code)
    return file


@transaction.atomic
def remove(export: Export, *, by: Actor) -> None:
    """The file and its row go at once, a job at work on it stops; the trail stays."""
    held = exports_of(by).select_for_update().filter(pk=export.pk).first()
    if held is None:
        raise NotYours(_("这份导出不是您申请的。"))
    kept = held.kept
    held.delete()
    transaction.on_commit(lambda: EXPORTS.remove(kept))


def _one_at_a_time(user_id: int) -> None:
    """Two requests of one person are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('exporting.ask'), %s::integer)", [user_id % 2**31])


def _refuse_too_many(by: Actor, at: datetime) -> None:
    most = settings.EXPORTS_A_DAY
    if trail.looks_within(timedelta(days=1), by, at, SUBJECT, *ASKED) >= most:
        sentence = _("一天内已导出 %(most)s 次。") % {"most": most}
        raise Refused(sentence, field="reason", mend=_("请明天再导出；确有需要请联系管理员。"))
