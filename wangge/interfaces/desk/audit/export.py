"""Looks as a sheet; its first line says who took it, when and why."""

import io
from datetime import datetime
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.interfaces.desk.audit.told import subject_word, what_word
from wangge.kernel import trail
from wangge.kernel.models import Look
from wangge.kernel.refused import Refused
from wangge.registers.exporting import pages

SUBJECT = "look"
MOST_ROWS = 50_000


def take(looks: QuerySet[Look], kind: str, *, period: str, reason: str, by: Actor, at: datetime) -> IO[bytes]:
    """The file, the latest look first. Taking it leaves a look of its own, which stands in the next file."""
    rows = list(looks.order_by("-at", "-pk")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        sentence = _("一次最多导出 %(most)d 条。") % {"most": MOST_ROWS}
        raise Refused(sentence, mend=_("请缩短时间段，分几次导出。"))
    taken = trail.look(SUBJECT, period, kind, by=by, at=at, reason=reason, area_code=by.area_code)
    told = {"who": by.name, "at": _moment(at), "reason": taken.reason}
    mark = _("%(who)s 于 %(at)s 导出。事由：%(reason)s。仅供本人履职使用，不得外传。") % told
    columns = [_("时间"), _("查阅人"), _("内容"), _("对象"), _("对象编号"), _("区域代码"), _("事由")]
    file = io.BytesIO()
    with pages.opened(kind, file, pages.Head(_("查阅留痕"), mark, columns)) as write:
        for look in rows:
            write(_cells(look))
    file.seek(0)
    return file


def _cells(look: Look) -> list[str]:
    thing = str(subject_word(look.subject))
    return [_moment(look.at), look.name, str(what_word(look.what)), thing, look.subject_id, look.area_code, look.reason]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
