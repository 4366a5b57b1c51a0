"""How moments are said: relative to now in plain words, exact when hovered, printed or copied."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

Signal = Literal["ok", "soon", "late", "paused", "done", "done-late", "none"]
SOON = 0.8
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True)
class ClockFace:
    """What a clock shows: a meaning, its icon and word, and how much of the time is gone (0 to 100)."""

    signal: Signal
    icon: str
    word: str
    due_at: datetime | None = None
    gone: int | None = None


def exact(moment: datetime | date) -> str:
    """The exact moment, e.g. 2026年11月24日 周二 12:03."""
    if not isinstance(moment, datetime):
        return date_format(moment, "Y-m-d" if _is_english() else "Y年n月j日")
    local = timezone.localtime(moment)
    return date_format(local, "Y-m-d H:i" if _is_english() else "Y年n月j日 H:i")


def short_day(day: date, today: date) -> str:
    """A day without its year where the year goes without saying."""
    if _is_english():
        return date_format(day, "j M" if day.year == today.year else "j M Y")
    return date_format(day, "n月j日" if day.year == today.year else "Y年n月j日")


def span(seconds: float) -> str:
    """A length of time in its one or two largest units."""
    minutes = int(abs(seconds) // MINUTE)
    if minutes < 60:
        return ngettext("%(n)d 分钟", "%(n)d 分钟", max(minutes, 1)) % {"n": max(minutes, 1)}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours}
    return ngettext("%(n)d 天", "%(n)d 天", hours // 24) % {"n": hours // 24}


def relative(moment: datetime | date, now: datetime) -> str:
    """“3 分钟前”, “2 小时后”; beyond a week the day itself."""
    if not isinstance(moment, datetime):
        moment = timezone.make_aware(datetime.combine(moment, time.min))
    seconds = (moment - now).total_seconds()
    if abs(seconds) < MINUTE:
        return _("刚刚")
    if abs(seconds) >= 7 * DAY:
        return short_day(timezone.localtime(moment).date(), timezone.localtime(now).date())
    return (_("%(span)s前") if seconds < 0 else _("%(span)s后")) % {"span": span(seconds)}


def clock_face(
    due_at: datetime | None,
    now: datetime,
    *,
    started_at: datetime | None = None,
    soon_at: datetime | None = None,
    done_at: datetime | None = None,
    paused: bool = False,
) -> ClockFace:
    """The face of a clock: green in time, amber from 80 % of the time, red late; paused and finished say so."""
    if paused:
        return ClockFace("paused", "player-pause", _("已暂停计时"), due_at)
    if due_at is None:
        return ClockFace("none", "clock", _("无时限"))
    if done_at is not None:
        return _finished_face(due_at, done_at)
    gone = _share_gone(started_at, due_at, now)
    left = (due_at - now).total_seconds()
    if left < 0:
        return ClockFace("late", "alert-triangle", _("超时 %(span)s") % {"span": span(left)}, due_at, 100)
    word = _("剩 %(span)s") % {"span": span(left)}
    if _is_soon(soon_at, gone, now, left):
        return ClockFace("soon", "hourglass-low", word, due_at, gone)
    return ClockFace("ok", "clock", word, due_at, gone)


def _finished_face(due_at: datetime, done_at: datetime) -> ClockFace:
    if done_at <= due_at:
        return ClockFace("done", "check", _("按时"), due_at)
    late = _("曾超时 %(span)s") % {"span": span((done_at - due_at).total_seconds())}
    return ClockFace("done-late", "alert-triangle", late, due_at)


def _share_gone(started_at: datetime | None, due_at: datetime, now: datetime) -> int | None:
    if started_at is None or due_at <= started_at:
        return None
    share = (now - started_at) / (due_at - started_at)
    return max(0, min(100, round(share * 100)))


def _is_soon(soon_at: datetime | None, gone: int | None, now: datetime, left: float) -> bool:
    if soon_at is not None:
        return now >= soon_at
    if gone is not None:
        return gone >= SOON * 100
    return left <= timedelta(hours=2).total_seconds()


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
