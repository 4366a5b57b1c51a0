"""The numbers of the overview: computed once, shown as figures, charts and tables, each with the link to its list."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wangge.cases.models import Case
from wangge.cases.queries import Tally, by_day, moved_since, open_tallies
from wangge.cases.workflow import SEVEN_STAGES, Stage
from wangge.interfaces.desk.overview.ground import Ground

FLOW_DAYS = 14
OPEN_STAGES = SEVEN_STAGES[:6]


@dataclass(frozen=True)
class Figure:
    """One number with its words and its list; `tone` is one of the four meanings or nothing."""

    label: str
    number: int
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart as `shared/chart.js` reads it."""

    title: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Overview:
    """Everything that the page shows."""

    figures: list[Figure]
    charts: list[Chart]

    @property
    def stamp(self) -> str:
        """Changes when a number does."""
        numbers = json.dumps([[one.number for one in self.figures], [one.data for one in self.charts]], default=str)
        return hashlib.sha256(numbers.encode()).hexdigest()[:16]


def overview(cases: QuerySet[Case], ground: Ground, now: datetime) -> Overview:
    """The numbers of one ground. Four queries over what is open and what moved lately."""
    today = timezone.localdate(now)
    tallies = open_tallies(cases, ground.code_length, now)
    moved = moved_since(cases, today)
    first = today - timedelta(days=FLOW_DAYS - 1)
    flow = [by_day(cases, column, first, ground.code_length) for column in ("collected_at", "closed_at")]
    link = _linker(ground.code)
    charts = [
        _by_stage(tallies, link),
        *_by_area(tallies, ground),
        _flow(flow, first, link),
        _today(moved, today, link),
    ]
    return Overview(_figures(tallies, moved, today, link), charts)


Linker = Callable[..., str]


def list_url(**filters: object) -> str:
    """The list of cases under these filters."""
    return f"{reverse('desk:cases')}?{urlencode({name: value for name, value in filters.items() if value})}"


def _linker(code: str) -> Linker:
    def link(**filters: object) -> str:
        return list_url(area=code, **filters)

    return link


def _figures(tallies: list[Tally], moved: dict[str, int], today: date, link: Linker) -> list[Figure]:
    day = {"since": today.isoformat()}
    return [
        Figure(_("在办"), sum(one.count for one in tallies), link(stage="open")),
        Figure(_("已超时"), sum(one.late for one in tallies), link(clock="late"), "late"),
        Figure(_("4 小时内到期"), sum(one.soon for one in tallies), link(clock="soon"), "soon"),
        Figure(_("今日采集"), moved["collect"], link(**day)),
        Figure(_("今日结案"), moved["evaluate"], link(dated="evaluate", **day)),
    ]


def _by_stage(tallies: list[Tally], link: Linker) -> Chart:
    rows = [[one for one in tallies if one.stage == stage] for stage in OPEN_STAGES]
    names = [str(stage.label) for stage in OPEN_STAGES]
    return Chart(_("在办案件 · 按阶段"), _signals(names, rows, [link(stage=stage.value) for stage in OPEN_STAGES]))


def _by_area(tallies: list[Tally], ground: Ground) -> list[Chart]:
    if not ground.parts:
        return []
    known = {part.code for part in ground.parts}
    rows = [[one for one in tallies if one.area == part.code] for part in ground.parts]
    names, urls = (
        [part.name for part in ground.parts],
        [list_url(area=part.code, stage="open") for part in ground.parts],
    )
    if rest := [one for one in tallies if one.area not in known]:
        rows.append(rest)
        names.append(_("未定到下级"))
        urls.append(list_url(area=ground.code, stage="open"))
    return [Chart(_("在办案件 · 按区域"), _signals(names, rows, urls, kind="stacked-h"))]


def _signals(names: list[str], rows: list[list[Tally]], links: list[str], kind: str = "stacked") -> dict[str, Any]:
    late = [sum(one.late for one in row) for row in rows]
    soon = [sum(one.soon for one in row) for row in rows]
    count = [sum(one.count for one in row) for row in rows]
    in_time = [all_ - late_ - soon_ for all_, late_, soon_ in zip(count, late, soon, strict=True)]
    series = [
        {"name": _("时限内"), "values": in_time, "meaning": "ok"},
        {"name": _("将到期"), "values": soon, "meaning": "soon"},
        {"name": _("超时"), "values": late, "meaning": "late"},
    ]
    return {"kind": kind, "unit": _("件"), "names": names, "series": series, "links": links}


def _flow(flow: list[dict[tuple[date, str], int]], first: date, link: Linker) -> Chart:
    days = [first + timedelta(days=number) for number in range(FLOW_DAYS)]
    labels: tuple[str, ...] = (_("采集"), pgettext("date", "结案"))
    series = [
        {"name": label, "values": [sum(n for (on, _area), n in one.items() if on == day) for day in days]}
        for label, one in zip(labels, flow, strict=True)
    ]
    links = [link(since=day.isoformat(), until=day.isoformat()) for day in days]
    names = [f"{day.month}/{day.day}" for day in days]
    return Chart(_("近 14 天"), {"kind": "line", "unit": _("件"), "names": names, "series": series, "links": links})


def _today(moved: dict[str, int], today: date, link: Linker) -> Chart:
    words: dict[str, str | Promise] = {stage.value: stage.label for stage in (*SEVEN_STAGES, Stage.ENDED)}
    day = today.isoformat()
    data = {
        "kind": "bar",
        "unit": _("件"),
        "names": [str(words[stage]) for stage in moved],
        "series": [{"name": _("今日进入"), "values": list(moved.values()), "meaning": "plain"}],
        "links": [link(dated="" if stage == "collect" else stage, since=day) for stage in moved],
    }
    return Chart(_("今日进入各阶段"), data)
