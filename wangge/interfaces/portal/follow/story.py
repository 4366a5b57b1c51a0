"""The life of a matter in plain words for the resident: what was done and when; no person is named."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from wangge.cases.models import Case, Entry
from wangge.cases.workflow import Stage


@dataclass(frozen=True)
class Line:
    """One sentence of the story; `words` are those that were written for the resident."""

    at: datetime
    icon: str
    sentence: str
    words: str = ""


@dataclass(frozen=True)
class Next:
    """What happens next, and until when."""

    sentence: str
    until: datetime | None = None


@dataclass(frozen=True)
class Tale:
    """How one step is told: its icon, its sentence, and which of its words the resident reads."""

    icon: str
    say: Callable[[Entry, str], str]
    words: str = ""


def tell(entries: Iterable[Entry], departments: Mapping[int, str], words: Mapping[tuple[int, str], str]) -> list[Line]:
    """The story, newest first. `departments`: id → name; `words`: (entry id, name) → text."""
    return list(_lines(entries, departments, words))[::-1]


def next_of(case: Case) -> Next:
    """What the resident may expect now."""
    sentence, due = EXPECTED[Stage(case.stage)]
    return Next(str(sentence), getattr(case, due) if due else None)


def _lines(
    entries: Iterable[Entry], departments: Mapping[int, str], words: Mapping[tuple[int, str], str]
) -> Iterator[Line]:
    for entry in entries:
        tale = TALES.get(entry.step)
        sentence = tale.say(entry, departments.get(entry.department_id or 0, _("负责的单位"))) if tale else ""
        if tale and sentence:
            yield Line(entry.at, tale.icon, sentence, words.get((entry.pk, tale.words), ""))


def _dispatched(entry: Entry, department: str) -> str:
    return _("已交给负责的单位办理，正在等待接手。")


def _by_resident_only(sentence: str) -> Callable[[Entry, str], str]:
    return lambda entry, department: _(sentence) if entry.by_kind == "resident" else ""


def _judged(entry: Entry, department: str) -> str:
    if entry.facts.get("is_passed"):
        return _("核查结果：已经处理好。")
    return _("核查结果：还没有处理好，要求继续办理。")


def _verified(entry: Entry, department: str) -> str:
    if entry.facts.get("is_true"):
        return _("网格员已到现场核实，情况属实。")
    return _("网格员已到现场核实，没有看到所说的情况。")


def _contacted(entry: Entry, department: str) -> str:
    return _("工作人员联系了您。") if entry.facts.get("is_reached") else _("工作人员联系过您，没有接通。")


EXPECTED: dict[Stage, tuple[Promise, str]] = {
    # stage: what happens next, which moment of the case it happens by
    Stage.COLLECT: (gettext_lazy("工作人员正在核对情况，决定是否受理。"), "stage_due_at"),
    Stage.FILE: (gettext_lazy("已经受理，接下来会交给负责的单位办理。"), "stage_due_at"),
    Stage.DISPATCH: (gettext_lazy("负责的单位正在办理。"), "due_at"),
    Stage.HANDLE: (gettext_lazy("负责的单位正在办理。"), "due_at"),
    Stage.FEEDBACK: (gettext_lazy("办理单位说已经处理好，我们正在核查是不是真的处理好了。"), "stage_due_at"),
    Stage.CLOSE: (gettext_lazy("办理单位说已经处理好，我们正在核查是不是真的处理好了。"), "stage_due_at"),
    Stage.EVALUATE: (
        gettext_lazy("已经办结。请告诉我们解决得怎么样；没有解决可以要求重新办理。"),
        "evaluation_ends_at",
    ),
    Stage.ENDED: (gettext_lazy("这件事已经办完归档。谢谢您的上报。"), ""),
    Stage.DECLINED: (gettext_lazy("这件事没有受理，原因见下方。情况有变化时可以重新上报。"), ""),
    Stage.MERGED: (gettext_lazy("同一件事已经有人上报，两件合在一起办理。"), ""),
    Stage.VOIDED: (gettext_lazy("这件事已经停止办理。有疑问请联系社区。"), ""),
}

TALES: dict[str, Tale] = {
    "collect": Tale("send", lambda entry, department: _("收到您的上报。")),
    "order_verify": Tale("map-pin-search", lambda entry, department: _("请网格员到现场核实。")),
    "answer_verify": Tale("map-pin-check", _verified),
    "contact": Tale("phone", _contacted),
    "locate": Tale("map-pin", lambda entry, department: _("更正了地点。")),
    "file": Tale("clipboard-check", lambda entry, department: _("已经受理。")),
    "decline": Tale("circle-off", lambda entry, department: _("没有受理。"), "reason"),
    "merge": Tale("git-merge", lambda entry, department: _("与同一件事的另一份上报合在一起办理。")),
    "void": Tale("circle-off", lambda entry, department: _("停止办理。")),
    "self_handle": Tale("tool", lambda entry, department: _("网格员已经当场处理。")),
    "escalate": Tale("arrow-up", lambda entry, department: _("已请上一级平台办理。")),
    "delegate": Tale("arrow-down", lambda entry, department: _("已交给当地平台办理。")),
    "dispatch": Tale("route", _dispatched),
    "whistle": Tale("speakerphone", lambda entry, department: _("已请几个单位到现场一起处理。")),
    "accept": Tale("user-check", lambda entry, department: _("%(who)s已经接手。") % {"who": department}),
    "arrive": Tale("walk", lambda entry, department: _("%(who)s已到现场。") % {"who": department}),
    "grant_extension": Tale("clock-plus", lambda entry, department: _("办理需要更多时间，时限已经延长。")),
    "grant_suspension": Tale("player-pause", lambda entry, department: _("眼下的条件还不能办，条件具备后继续。")),
    "resume": Tale("player-play", lambda entry, department: _("继续办理。")),
    "feedback": Tale("tool", lambda entry, department: _("%(who)s说已经处理。") % {"who": department}),
    "order_check": Tale("eye-search", lambda entry, department: _("请网格员到现场看处理得怎么样。")),
    "answer_check": Tale("eye-check", _judged),
    "check": Tale("eye-check", _judged),
    "rework": Tale("refresh", lambda entry, department: _("要求重新处理。")),
    "close": Tale("circle-check", lambda entry, department: _("已经办结，请您评价。")),
    "rate": Tale("star", _by_resident_only(gettext_noop("您作了评价。")), "comment"),
    "follow_up": Tale("phone", _contacted),
    "reopen": Tale("refresh-alert", lambda entry, department: _("重新办理。")),
    "urge": Tale("bell-ringing", _by_resident_only(gettext_noop("您催了一次。"))),
    "supervise": Tale("flag", lambda entry, department: _("已列入督办。")),
    "evaluate": Tale("archive", lambda entry, department: _("办完归档。")),
    "end": Tale("archive", lambda entry, department: _("评价期满，办完归档。")),
}
"""Steps that are not here are not told: they say nothing to the resident."""
