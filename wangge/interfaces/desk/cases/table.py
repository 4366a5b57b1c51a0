"""The table of a list. Its body is drawn here and not by a template, which would cost a millisecond a row."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from wangge.cases.workflow import Stage
from wangge.interfaces.desk.cases.rows import Row
from wangge.interfaces.shared.components import times
from wangge.interfaces.shared.components.icons import icon
from wangge.interfaces.shared.components.stages import stage_bar
from wangge.kernel import clock

NOTHING = SafeString("")


@dataclass(frozen=True)
class Table:
    """Rows with their columns; `here` is the address to which the page of a case leads back."""

    rows: Sequence[Row]
    columns: Collection[str]
    here: str
    sorts: bool = False

    @cached_property
    def can_choose(self) -> bool:
        """Whether any row may be chosen."""
        return any(row.may_be_chosen for row in self.rows)

    @cached_property
    def body(self) -> SafeString:
        """The rows as HTML."""
        now, back = clock.now(), f"?from={quote(self.here, safe='')}"
        # The address of one case, into which the numbers of the others are put: resolving it for every row costs more.
        address = reverse("desk:case", args=["0" * 19]) + back
        return _joined(self._row(row, address.replace("0" * 19, row.case.number), now) for row in self.rows)

    def _row(self, row: Row, url: str, now: datetime) -> SafeString:
        return format_html(
            '<tr data-row data-href="{url}" id="case-{number}"{late}>{choice}<td class="wg-nowrap"><a href="{url}">'
            '{number}</a></td><td>{title}{tags}<div class="wg-quiet">{where}</div></td>{cells}</tr>',
            url=url,
            number=row.case.number,
            late=SafeString(' class="is-late"') if row.is_late else NOTHING,
            choice=_choice(row) if self.can_choose else NOTHING,
            title=row.case.title,
            tags=_tags(row),
            where=f"{row.where} · {row.case.place}" if row.case.place else row.where,
            cells=_joined(CELLS[name](row, now) for name in CELLS if name in self.columns),
        )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _choice(row: Row) -> SafeString:
    if not row.may_be_chosen:
        return SafeString("<td></td>")
    label = _("选择 %(number)s") % {"number": row.case.number}
    box = '<td><input type="checkbox" name="row" form="bulk" value="{}" aria-label="{}"></td>'
    return format_html(box, row.key, label)


def _tags(row: Row) -> SafeString:
    case = row.case
    if not (case.is_urgent or case.is_joint or case.is_supervised or row.ask or case.urge_count):
        return NOTHING
    shown = (
        (case.is_urgent, "is-late", "urgent", _("紧急")),
        (case.is_joint, "is-joint", "users-group", _("联办")),
        (case.is_supervised and case.is_open, "is-soon", "flag", pgettext("state", "督办")),
        (bool(row.ask), "is-soon", "help-circle", row.ask),
        (bool(case.urge_count) and case.is_open, "", "bell-ringing", _("催 %(n)d") % {"n": case.urge_count}),
    )
    return _joined(_tag(tone, name, words) for is_on, tone, name, words in shown if is_on)


@lru_cache(maxsize=256)
def _tag(tone: str, name: str, words: str) -> SafeString:
    return format_html(' <span class="wg-tag {}">{}{}</span>', tone, icon(name), words)


def _stage(row: Row, now: datetime) -> SafeString:
    if row.assignment is None:
        return _stage_of(row.case.stage, get_language() or "")
    state, part = row.assignment.get_state_display(), row.assignment.get_part_display()
    return format_html('<td><span class="wg-brief">{}</span><div class="wg-quiet">{}</div></td>', state, part)


@lru_cache(maxsize=64)
def _stage_of(stage: str, language: str) -> SafeString:
    bar = stage_bar(Stage(stage), {})
    pieces = _joined(format_html('<i class="is-{}"></i>', piece.state) for piece in bar.pieces)
    return format_html(
        '<td><div class="wg-stages is-compact{cut}" title="{word}"><span class="wg-stages-pieces" aria-hidden="true">'
        '{pieces}</span><span class="wg-stages-word">{word}</span></div></td>',
        cut=" is-cut-short" if bar.is_cut_short else "",
        word=bar.word,
        pieces=pieces,
    )


def _clock(row: Row, now: datetime) -> SafeString:
    times_of = (row.due_at, row.started_at, row.done_at)
    return _clock_of(times_of, row.is_paused, now.replace(second=0, microsecond=0), get_language() or "")


@lru_cache(maxsize=8192)
def _clock_of(
    moments: tuple[datetime | None, datetime | None, datetime | None], is_paused: bool, now: datetime, language: str
) -> SafeString:
    """Drawn once a minute for everybody who looks at it."""
    due_at, started_at, done_at = moments
    face = times.clock_face(due_at, now, started_at=started_at, done_at=done_at, paused=is_paused)
    word: SafeString = format_html("<span>{}</span>", face.word)
    if face.due_at:
        exact = times.exact(face.due_at)
        title = _("时限 %(due)s") % {"due": exact}
        stamp = face.due_at.isoformat()
        word = format_html('<time datetime="{}" title="{}" data-exact="{}">{}</time>', stamp, title, exact, face.word)
    bar = NOTHING
    if face.gone is not None:
        label = _("已用时间")
        bar = format_html(
            ' <progress class="wg-bar" max="100" value="{}" aria-label="{}"></progress>', face.gone, label
        )
    return format_html('<td><span class="wg-clock is-{}">{}{}{}</span></td>', face.signal, icon(face.icon), word, bar)


def _who(row: Row, now: datetime) -> SafeString:
    if not (row.may_be_chosen and row.assignment):
        return format_html("<td>{}</td>", row.who)
    url = reverse("desk:step", args=[row.case.number, "ask_return"]) + f"?assignment={row.assignment.pk}"
    return format_html('<td>{}<div><a href="{}">{}</a></div></td>', row.who, url, _("不属于我单位"))


def _taken(row: Row, now: datetime) -> SafeString:
    case = row.case
    minute = now.replace(second=0, microsecond=0)
    return _taken_of(case.collected_at, str(case.get_source_display()), minute, get_language() or "")


@lru_cache(maxsize=8192)
def _taken_of(moment: datetime, source: str, now: datetime, language: str) -> SafeString:
    """Drawn once a minute for everybody who looks at it."""
    exact = times.exact(moment)
    return format_html(
        '<td class="wg-nowrap"><time datetime="{}" title="{}" data-when data-exact="{}">{}</time>'
        '<div class="wg-quiet">{}</div></td>',
        moment.isoformat(),
        exact,
        exact,
        times.relative(moment, now),
        source,
    )


CELLS: dict[str, Callable[[Row, datetime], SafeString]] = {
    "stage": _stage,
    "clock": _clock,
    "who": _who,
    "taken": _taken,
}
"""The columns that may be left out, in their order."""
