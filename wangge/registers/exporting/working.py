"""The work behind the acts: write one export. Stopped anywhere, it begins again and ends the same."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.queries import holder_of
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.shelf import new_name
from wangge.registers.exporting import listing, pages
from wangge.registers.exporting.keeping import EXPORTS, sweep_drafts
from wangge.registers.exporting.models import Export

MOST_ATTEMPTS = 3
State = Export.State
BUSY = (State.WAITING, State.WRITING)


class Overtaken(Exception):
    """The export was removed, or another worker has begun it anew: whatever was written is nobody's."""


def work_off_all() -> None:
    """Write whatever waits; what a killed worker left of a workbook goes first."""
    sweep_drafts()
    while found := waiting():
        work_off(found[0])


def waiting() -> list[Export]:
    """The exports that a job is wanted for, the oldest first."""
    with open_scope(machine("worker")):
        return list(Export.objects.filter(state__in=BUSY).order_by("pk"))


def work_off(export: Export) -> None:
    """Write one export from its beginning; no scope may be open. What is refused fails with the sentence."""
    with suppress(Overtaken):
        try:
            _begin(export)
            _write(export, *_asker(export))
        except Refused as refused:
            kept = export.kept
            _now(export, state=State.FAILED, kept="", problem=refused.whole[:300], ended_at=clock.now())
            EXPORTS.remove(kept)
        except BaseException:
            EXPORTS.remove(export.kept)
            raise


def _begin(export: Export) -> None:
    """What an earlier attempt left is removed; too many attempts are refused."""
    if export.attempts >= MOST_ATTEMPTS:
        sentence = _("试了 %(most)d 次都没有写完。") % {"most": MOST_ATTEMPTS}
        raise Refused(sentence, mend=_("请缩小筛选范围再导出；仍不行请联系管理员。"))
    left = export.kept
    _now(export, state=State.WRITING, kept=new_name(), attempts=export.attempts + 1, done=0)
    EXPORTS.remove(left)


def _asker(export: Export) -> tuple[Actor, str]:
    """Who asked, while the mandate is in force, and the line that says so in the file."""
    with open_scope(machine("worker")):
        by = holder_of(export.mandate_id, on=clock.today())
        mandate = str(Mandate.objects.get(pk=export.mandate_id))
    moment = timezone.localtime(export.asked_at).strftime("%Y-%m-%d %H:%M")
    told = {"who": by.name, "mandate": mandate, "at": moment, "reason": export.reason}
    return by, _("%(who)s（%(mandate)s）于 %(at)s 导出。事由：%(reason)s。仅供本人履职使用，不得外传。") % told


def _write(export: Export, by: Actor, mark: str) -> None:
    total = listing.count(export, by)
    pages.refuse_too_many(export.kind, total)
    _now(export, total=total)
    head = pages.Head(str(export.get_archive_display()), mark, listing.columns(export))
    with EXPORTS.begun(export.kept) as file, pages.opened(export.kind, file, head) as write:
        for chunk in listing.chunks(export, by):
            for row in chunk:
                write(row)
            _now(export, done=export.done + len(chunk))
    now = clock.now()
    ends = now + timedelta(days=settings.KEPT_DAYS_EXPORTS)
    _now(export, state=State.READY, total=export.done, ended_at=now, expires_at=ends)


def _now(export: Export, **changes: Any) -> None:
    """Say how far it is, unless it is no longer this attempt's."""
    with open_scope(machine("worker")):
        mine = Export.objects.filter(pk=export.pk, kept=export.kept, attempts=export.attempts, state__in=BUSY)
        if not mine.update(**changes):
            raise Overtaken
    _follow(export, changes)


def _follow(export: Export, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(export, name, value)
