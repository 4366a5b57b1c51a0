"""The two tables: what may happen to a case, and to one assignment of it.

Everything that a case can live through is written here and nowhere else. A row says from which
stages a step may be taken, where it may lead, who may take it by his relation to *this* case, and
whose eyes it must not be (four eyes). Meanings follow the national texts: 核实 verifies a report
before filing, 核查 checks the result before closing.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """The stage that a case stands in; the first seven are the loop, the others are ends."""

    COLLECT = "collect", _("信息采集")
    FILE = "file", _("建档立卷")
    DISPATCH = "dispatch", _("调度派遣")
    HANDLE = "handle", _("案件处置")
    FEEDBACK = "feedback", _("处理反馈")
    CLOSE = "close", _("核实结案")
    EVALUATE = "evaluate", _("综合评价")
    ENDED = "ended", _("已归档")
    DECLINED = "declined", _("不予受理")
    VOIDED = "voided", _("作废")
    MERGED = "merged", _("已并案")


SEVEN_STAGES = tuple(Stage)[:7]
FINAL_STAGES = frozenset({Stage.ENDED, Stage.DECLINED, Stage.VOIDED, Stage.MERGED})
OPEN_STAGES = frozenset(SEVEN_STAGES) - {Stage.EVALUATE}


class State(TextChoices):
    """The state of one assignment."""

    SENT = "sent", _("待签收")
    ACCEPTED = "accepted", _("处置中")
    SUSPENDED = "suspended", _("挂账中")
    DONE = "done", _("已反馈")
    RETURNED = "returned", _("已回退")
    RELEASED = "released", _("已解除")


class Ask(TextChoices):
    """What a handler asks of the desk, or the desk of a worker, and still waits for."""

    NOTHING = "", "—"
    RETURN = "return", _("申请回退")
    EXTENSION = "extension", _("申请延期")
    SUSPENSION = "suspension", _("申请挂账")
    VERIFY = "verify", _("待核实")
    CHECK = "check", _("待核查")
    VOID = "void", _("待审作废")


class Relation(TextChoices):
    """What a person is to one case. Steps are open to relations, never to roles."""

    REPORTER = "reporter", _("报告人")
    GRID_WORKER = "grid_worker", _("本格网格员")
    OPERATOR = "operator", _("本级受理")
    DUTY_OFFICER = "duty_officer", _("本级值班长")
    DISPATCHER = "dispatcher", _("本级派遣")
    UPPER_DESK = "upper_desk", _("上级平台")
    ANY_DESK = "any_desk", _("辖区平台")
    LEAD = "lead", _("主办单位")
    CO_HANDLER = "co_handler", _("协办单位")
    SUPERVISOR = "supervisor", _("考核督办")
    TIMER = "timer", _("定时任务")


class Eyes(TextChoices):
    """Whose eyes a step must not be: the law of four eyes."""

    HANDLED = "handled", _("办理过此事的人不能自己定论")
    ASKED = "asked", _("提出申请的人不能自己批准")
    REVIEWED = "reviewed", _("初审的人不能终审")


class Clock(TextChoices):
    """What a step does to the clock of its assignment."""

    NONE = "", "—"
    START = "start", _("开始计时")
    PAUSE = "pause", _("暂停计时")
    RESUME = "resume", _("恢复计时")
    EXTEND = "extend", _("延长时限")
    STOP = "stop", _("停止计时")


@dataclass(frozen=True)
class Step:
    """One row: a step, where it starts and leads, who may take it, which clock it moves.

    `to` lists every stage the step can lead to: none, the case stays; one, it goes there (unless
    `may_stay`); several, the act decides. For steps of an assignment `states` and `state` say the
    same of the assignment, and `ask` which open request it answers.
    """

    name: str
    label: str | Promise
    stages: frozenset[Stage]
    to: tuple[Stage, ...]
    by: frozenset[Relation]
    not_eyes: frozenset[Eyes] = frozenset()
    states: frozenset[State] = frozenset()
    state: State | None = None
    clock: Clock = Clock.NONE
    ask: Ask | None = None
    may_stay: bool = False

    @property
    def is_of_assignment(self) -> bool:
        """Whether the step is taken on one assignment."""
        return bool(self.states)

    def __str__(self) -> str:
        return str(self.label)


R, S, A = Relation, Stage, State
_DESK = frozenset({R.OPERATOR, R.DUTY_OFFICER, R.DISPATCHER})
_HANDLERS = frozenset({R.LEAD, R.CO_HANDLER})
_UNTIL_CLOSED = frozenset(OPEN_STAGES)
_CLOSED = frozenset({S.EVALUATE, S.ENDED})
_BUSY = frozenset({A.SENT, A.ACCEPTED, A.SUSPENDED})
_EVERYBODY = _DESK | _HANDLERS | {R.REPORTER, R.GRID_WORKER, R.ANY_DESK, R.UPPER_DESK, R.SUPERVISOR}


def _case(
    name: str,
    label: str | Promise,
    stages: frozenset[Stage] | set[Stage],
    to: tuple[Stage, ...],
    by: frozenset[Relation] | set[Relation],
    *,
    not_eyes: frozenset[Eyes] | set[Eyes] = frozenset(),
    ask: Ask | None = None,
    may_stay: bool = False,
) -> Step:
    return Step(name, label, frozenset(stages), to, frozenset(by), frozenset(not_eyes), ask=ask, may_stay=may_stay)


def _assignment(
    name: str,
    label: str | Promise,
    states: frozenset[State] | set[State],
    state: State | None,
    by: frozenset[Relation] | set[Relation],
    *,
    clock: Clock = Clock.NONE,
    stages: frozenset[Stage] | set[Stage] = frozenset({S.DISPATCH, S.HANDLE}),
    to: tuple[Stage, ...] = (),
    not_eyes: frozenset[Eyes] | set[Eyes] = frozenset(),
    ask: Ask | None = None,
) -> Step:
    return Step(
        name, label, frozenset(stages), to, frozenset(by), frozenset(not_eyes), frozenset(states), state, clock, ask,
        may_stay=True,
    )  # fmt: skip


CASE_STEPS: tuple[Step, ...] = (
    # name, label, from stages, to stages, by, four eyes
    _case("collect", _("采集上报"), set(), (S.COLLECT,), {R.REPORTER, R.GRID_WORKER, R.ANY_DESK}),
    _case("self_handle", _("自行处置"), {S.COLLECT}, (S.FEEDBACK,), {R.GRID_WORKER}),
    _case("order_verify", _("派核实"), {S.COLLECT}, (), {R.OPERATOR, R.DUTY_OFFICER}),
    _case("answer_verify", _("回复核实"), {S.COLLECT}, (), {R.GRID_WORKER}, ask=Ask.VERIFY),
    _case("contact", _("联系报告人"), _UNTIL_CLOSED | {S.EVALUATE}, (), _DESK | _HANDLERS | {R.GRID_WORKER}),
    _case("locate", _("更正位置"), {S.COLLECT, S.FILE}, (), _DESK | {R.GRID_WORKER}),
    _case("file", _("立案"), {S.COLLECT}, (S.FILE,), {R.OPERATOR, R.DUTY_OFFICER}),
    _case("decline", _("不予受理"), {S.COLLECT}, (S.DECLINED,), {R.OPERATOR, R.DUTY_OFFICER}),
    _case("merge", _("并案"), {S.COLLECT, S.FILE}, (S.MERGED,), {R.OPERATOR, R.DUTY_OFFICER}),
    _case("ask_void", _("申请作废"), {S.FILE, S.DISPATCH, S.HANDLE}, (), _DESK),
    _case(
        "void",
        _("批准作废"),
        {S.FILE, S.DISPATCH, S.HANDLE},
        (S.VOIDED,),
        {R.DUTY_OFFICER, R.UPPER_DESK},
        not_eyes={Eyes.ASKED, Eyes.HANDLED},
        ask=Ask.VOID,
    ),
    _case(
        "refuse_void",
        _("驳回作废"),
        {S.FILE, S.DISPATCH, S.HANDLE},
        (),
        {R.DUTY_OFFICER, R.UPPER_DESK},
        not_eyes={Eyes.ASKED},
        ask=Ask.VOID,
    ),
    _case("escalate", _("上报上级"), {S.COLLECT, S.FILE}, (), _DESK | {R.TIMER}),
    _case("delegate", _("交下级办理"), {S.COLLECT, S.FILE}, (), _DESK),
    _case("dispatch", _("派遣"), {S.FILE}, (S.DISPATCH,), {R.DISPATCHER}),
    _case("whistle", _("吹哨"), {S.FILE, S.DISPATCH, S.HANDLE}, (S.DISPATCH,), {R.DISPATCHER}, may_stay=True),
    _case("order_check", _("派核查"), {S.FEEDBACK, S.CLOSE}, (S.CLOSE,), {R.OPERATOR, R.DUTY_OFFICER}),
    _case("answer_check", _("回复核查"), {S.CLOSE}, (), {R.GRID_WORKER}, not_eyes={Eyes.HANDLED}, ask=Ask.CHECK),
    _case(
        "check",
        _("平台核查"),
        {S.FEEDBACK, S.CLOSE},
        (S.CLOSE,),
        {R.OPERATOR, R.DUTY_OFFICER, R.UPPER_DESK},
        not_eyes={Eyes.HANDLED},
    ),
    _case("close", _("结案"), {S.CLOSE}, (S.EVALUATE,), {R.DUTY_OFFICER, R.UPPER_DESK}, not_eyes={Eyes.HANDLED}),
    _case("follow_up", _("回访"), {S.EVALUATE}, (), _DESK | {R.ANY_DESK, R.UPPER_DESK}, not_eyes={Eyes.HANDLED}),
    _case("rate", _("居民评价"), {S.EVALUATE}, (), {R.REPORTER}),
    _case(
        "evaluate",
        _("评价归档"),
        {S.EVALUATE},
        (S.ENDED,),
        {R.DUTY_OFFICER, R.UPPER_DESK, R.SUPERVISOR},
        not_eyes={Eyes.HANDLED},
    ),
    _case("end", _("评价期满"), {S.EVALUATE}, (S.ENDED,), {R.TIMER}),
    _case("reopen", _("重新办理"), {S.EVALUATE}, (S.FILE,), {R.REPORTER, R.DUTY_OFFICER, R.UPPER_DESK}),
    _case("urge", _("催办"), _UNTIL_CLOSED, (), _DESK | {R.REPORTER, R.GRID_WORKER, R.ANY_DESK, R.UPPER_DESK}),
    _case("supervise", _("督办"), _UNTIL_CLOSED, (), {R.SUPERVISOR, R.UPPER_DESK, R.TIMER}),
    _case("note", _("备注"), _UNTIL_CLOSED | _CLOSED, (), _EVERYBODY - {R.REPORTER}),
    _case("mark_late", _("超时标记"), _UNTIL_CLOSED, (), {R.TIMER}),
)

ASSIGNMENT_STEPS: tuple[Step, ...] = (
    # name, label, from states, to state, by, clock, to stages of the case
    _assignment("accept", _("签收"), {A.SENT}, A.ACCEPTED, _HANDLERS, to=(S.HANDLE,)),
    _assignment("arrive", _("到场报到"), {A.SENT, A.ACCEPTED}, A.ACCEPTED, _HANDLERS, to=(S.HANDLE,)),
    _assignment("ask_return", _("申请回退"), {A.SENT, A.ACCEPTED}, None, _HANDLERS),
    _assignment(
        "grant_return", _("同意回退"), {A.SENT, A.ACCEPTED}, A.RETURNED, {R.DISPATCHER, R.UPPER_DESK},
        clock=Clock.STOP, to=(S.FILE, S.FEEDBACK), not_eyes={Eyes.ASKED}, ask=Ask.RETURN,
    ),
    _assignment(
        "refuse_return", _("驳回回退"), {A.SENT, A.ACCEPTED}, None, {R.DISPATCHER, R.UPPER_DESK},
        not_eyes={Eyes.ASKED}, ask=Ask.RETURN,
    ),
    _assignment("ask_extension", _("申请延期"), {A.ACCEPTED}, None, _HANDLERS),
    _assignment(
        "grant_extension", _("同意延期"), {A.ACCEPTED}, None, {R.DISPATCHER, R.DUTY_OFFICER, R.UPPER_DESK},
        clock=Clock.EXTEND, not_eyes={Eyes.ASKED, Eyes.HANDLED}, ask=Ask.EXTENSION,
    ),
    _assignment(
        "refuse_extension", _("驳回延期"), {A.ACCEPTED}, None, {R.DISPATCHER, R.DUTY_OFFICER, R.UPPER_DESK},
        not_eyes={Eyes.ASKED}, ask=Ask.EXTENSION,
    ),
    _assignment("ask_suspension", _("申请挂账"), {A.ACCEPTED}, None, _HANDLERS),
    _assignment(
        "grant_suspension", _("同意挂账"), {A.ACCEPTED}, A.SUSPENDED, {R.DISPATCHER, R.DUTY_OFFICER, R.UPPER_DESK},
        clock=Clock.PAUSE, not_eyes={Eyes.ASKED, Eyes.HANDLED}, ask=Ask.SUSPENSION,
    ),
    _assignment(
        "refuse_suspension", _("驳回挂账"), {A.ACCEPTED}, None, {R.DISPATCHER, R.DUTY_OFFICER, R.UPPER_DESK},
        not_eyes={Eyes.ASKED}, ask=Ask.SUSPENSION,
    ),
    _assignment(
        "resume", _("恢复办理"), {A.SUSPENDED}, A.ACCEPTED, _HANDLERS | {R.DISPATCHER, R.TIMER}, clock=Clock.RESUME
    ),
    _assignment(
        "feedback", _("处理反馈"), {A.ACCEPTED}, A.DONE, _HANDLERS, clock=Clock.STOP, to=(S.FEEDBACK,)
    ),
    _assignment(
        "release", _("解除协办"), _BUSY, A.RELEASED, {R.DISPATCHER}, clock=Clock.STOP, to=(S.FEEDBACK,)
    ),
    _assignment(
        "rework", _("返工"), {A.DONE}, A.ACCEPTED, {R.OPERATOR, R.DUTY_OFFICER, R.UPPER_DESK}, clock=Clock.RESUME,
        stages={S.FEEDBACK, S.CLOSE}, to=(S.HANDLE,), not_eyes={Eyes.HANDLED},
    ),
    _assignment("mark_assignment_late", _("处置超时"), _BUSY, None, {R.TIMER}),
    _assignment("mark_arrival_late", _("报到超时"), _BUSY, None, {R.TIMER}),
    _assignment(
        "appeal", _("超时申诉"), {A.DONE}, None, _HANDLERS, stages=_CLOSED
    ),
    _assignment(
        "review_appeal", _("申诉初审"), {A.DONE}, None, {R.DISPATCHER, R.DUTY_OFFICER, R.UPPER_DESK},
        stages=_CLOSED, not_eyes={Eyes.HANDLED, Eyes.ASKED},
    ),
    _assignment(
        "decide_appeal", _("申诉终审"), {A.DONE}, None, {R.SUPERVISOR, R.UPPER_DESK, R.DUTY_OFFICER},
        stages=_CLOSED, not_eyes={Eyes.HANDLED, Eyes.ASKED, Eyes.REVIEWED},
    ),
)  # fmt: skip

STEPS: dict[str, Step] = {step.name: step for step in CASE_STEPS + ASSIGNMENT_STEPS}

HANDLING_STEPS = frozenset(
    {"accept", "arrive", "feedback", "self_handle", "ask_return", "ask_extension", "ask_suspension"}
)
"""Who took one of these has handled the case and may not judge it."""

ASKING_STEPS: dict[Ask, str] = {
    Ask.RETURN: "ask_return",
    Ask.EXTENSION: "ask_extension",
    Ask.SUSPENSION: "ask_suspension",
    Ask.VOID: "ask_void",
}
