"""The journal in words: who did what, why, with what proof. One function a step says what its facts mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.areas import queries as areas
from wangge.cases.deadlines import Limit, Unit
from wangge.cases.models import DeskLevel, Entry, Part, Source
from wangge.cases.reading import CaseFile, Line
from wangge.interfaces.shared.cases.icons import of_step
from wangge.interfaces.shared.components import times
from wangge.interfaces.shared.files.showing import Shown, shown

WORDS: dict[str, str | Promise] = {
    "description": gettext_lazy("描述"),
    "reason": gettext_lazy("理由"),
    "answer": gettext_lazy("答复"),
    "opinion": gettext_lazy("意见"),
    "note": gettext_lazy("备注"),
    "said": gettext_lazy("通话记录"),
}
LATE_MARKS = frozenset({"mark_late", "mark_assignment_late", "mark_arrival_late"})
VISITORS: dict[str, str | Promise] = {
    "resident": gettext_lazy("报告人"),
    "portal": gettext_lazy("居民"),
    "timer": gettext_lazy("系统定时"),
    "replay": gettext_lazy("历史导入"),
    "import": gettext_lazy("数据导入"),
}


@dataclass(frozen=True)
class Told:
    """One line of the story as the page shows it."""

    line: Line
    icon: str
    who: str
    label: str
    subject: str
    facts: Sequence[str]
    quotes: Sequence[tuple[str, str]]
    photos: Sequence[Shown]
    is_late: bool


def tell(file: CaseFile) -> list[Told]:
    """The story, the latest first."""
    return [told(line, file) for line in reversed(file.lines)]


def last_of(file: CaseFile) -> Told | None:
    """The latest line."""
    return told(file.lines[-1], file) if file.lines else None


def told(line: Line, file: CaseFile) -> Told:
    """One line in words."""
    entry = line.entry
    facts = FACTS[entry.step](entry, file) if entry.step in FACTS else []
    return Told(
        line=line,
        icon=of_step(entry.step),
        who=line.who or str(VISITORS.get(entry.by_machine or entry.by_kind, entry.by_machine or _("未知"))),
        label=str(line.step.label),
        subject=line.department.name if line.department and line.department.label != line.office else "",
        facts=[fact for fact in facts if fact],
        quotes=[(str(WORDS.get(name, name)), text) for name, text in line.words.items()],
        photos=shown(line.photos),
        is_late=entry.step in LATE_MARKS or bool(entry.facts.get("late")),
    )


Fact = Callable[[Entry, CaseFile], list[str]]


def _collected(entry: Entry, file: CaseFile) -> list[str]:
    source = str(entry.facts.get("source", ""))
    return [str(Source(source).label)] if source in Source.values else []


def _filed(entry: Entry, file: CaseFile) -> list[str]:
    condition = file.case.condition
    if condition is None or entry.facts.get("condition") != condition.pk:
        return []
    limit = {"limit": Limit.of(condition)}
    return [
        _("%(label)s：%(text)s") % {"label": condition.category.minor_name, "text": condition.text},
        _("时限 %(limit)s") % limit,
    ]


def _sent(entry: Entry, file: CaseFile) -> list[str]:
    names = {one.department_id: one.department.name for one in file.assignments}
    sent = entry.facts.get("sent", [])
    return [f"{names.get(one['department'], '—')} ({Part(one['part']).label})" for one in sent]


def _moved_desk(entry: Entry, file: CaseFile) -> list[str]:
    before, after = str(entry.facts.get("from", "")), str(entry.facts.get("to", ""))
    if before not in DeskLevel.values or after not in DeskLevel.values:
        return []
    return [f"{DeskLevel(before).label} → {DeskLevel(after).label}"]


def _moved_place(entry: Entry, file: CaseFile) -> list[str]:
    desk = entry.facts.get("desk_level")
    now_at = [DeskLevel(desk).label] if desk in DeskLevel.values else []
    return [_("现在：%(path)s") % {"path": areas.path_of(entry.area_id)}, *(str(label) for label in now_at)]


def _merged(entry: Entry, file: CaseFile) -> list[str]:
    into = file.case.merged_into
    return [_("并入 %(number)s") % {"number": into.number}] if into else []


def _extension(entry: Entry, file: CaseFile) -> list[str]:
    limit = Limit(int(entry.facts["amount"]), Unit(entry.facts["unit"]))
    return [_("再要 %(limit)s") % {"limit": limit}]


def _until(entry: Entry, file: CaseFile) -> list[str]:
    return [_("到 %(day)s") % {"day": _moment(entry.facts["until"])}]


def _due(entry: Entry, file: CaseFile) -> list[str]:
    due_at = entry.facts.get("due_at")
    return [_("时限 %(moment)s") % {"moment": _moment(due_at)}] if due_at else []


def _moment(text: str) -> str:
    return times.exact(datetime.fromisoformat(text))


def _yes_or_no(name: str, yes: str | Promise, no: str | Promise) -> Fact:
    def say(entry: Entry, file: CaseFile) -> list[str]:
        value = entry.facts.get(name)
        return [] if value is None else [str(yes if value else no)]

    return say


def _judged(entry: Entry, file: CaseFile) -> list[str]:
    facts: dict[str, Any] = entry.facts
    said = []
    if facts.get("is_reached") is False:
        said.append(_("未联系上"))
    if facts.get("is_solved") is not None:
        said.append(_("已解决") if facts["is_solved"] else _("未解决"))
    if facts.get("satisfaction"):
        said.append(_("满意度 %(grade)s/5") % {"grade": facts["satisfaction"]})
    return said


def _quality(entry: Entry, file: CaseFile) -> list[str]:
    return [_("处置质量 %(grade)s/5") % {"grade": entry.facts["quality"]}]


def _late(entry: Entry, file: CaseFile) -> list[str]:
    return [_("超时反馈")] if entry.facts.get("late") else []


def _marked(entry: Entry, file: CaseFile) -> list[str]:
    names = {"stage": _("本环节超时"), "case": _("总时限超时")}
    return [names.get(mark, "") for mark in entry.facts.get("marked", [])]


_passed = _yes_or_no("is_passed", gettext_lazy("合格"), gettext_lazy("不合格"))

FACTS: dict[str, Fact] = {
    "collect": _collected,
    "file": _filed,
    "self_handle": _filed,
    "dispatch": _sent,
    "whistle": _sent,
    "escalate": _moved_desk,
    "delegate": _moved_desk,
    "locate": _moved_place,
    "merge": _merged,
    "answer_verify": _yes_or_no("is_true", gettext_lazy("属实"), gettext_lazy("不属实")),
    "contact": _yes_or_no("is_reached", gettext_lazy("已联系上"), gettext_lazy("未联系上")),
    "ask_extension": _extension,
    "grant_extension": _due,
    "ask_suspension": _until,
    "resume": _due,
    "mark_assignment_late": _due,
    "mark_late": _marked,
    "feedback": _late,
    "check": _passed,
    "answer_check": _passed,
    "rate": _judged,
    "follow_up": _judged,
    "evaluate": _quality,
    "review_appeal": _yes_or_no("is_supported", gettext_lazy("支持申诉"), gettext_lazy("不支持申诉")),
    "decide_appeal": _yes_or_no("is_granted", gettext_lazy("申诉成立"), gettext_lazy("申诉不成立")),
}
