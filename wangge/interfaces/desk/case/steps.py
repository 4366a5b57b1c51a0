"""Every step that a person can take: its form, its act, a sentence on what will happen, and whether to ask once more.

The order of LIKELY says which of several open steps is most probably the one that the person has come for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.cases.access import Offer
from wangge.cases.models import Entry
from wangge.cases.stages import anytime, close, collect, dispatch, evaluate, feedback, file, handle
from wangge.interfaces.desk.case import forms
from wangge.interfaces.desk.case.forms import StepForm


@dataclass(frozen=True)
class Row:
    """How one step is asked for and done. `button` is the word on the button where the step's own name is too short."""

    form: type[StepForm]
    act: Callable[..., Entry]
    hint: str | Promise = ""
    is_grave: bool = False


STEPS: dict[str, Row] = {
    # step: form, act, what will happen, ask once more
    "self_handle": Row(forms.SelfHandle, collect.self_handle, _("当场已解决，由平台核查结案。")),
    "order_verify": Row(forms.Opinion, collect.order_verify, _("请本格网格员到现场核实是否属实。")),
    "answer_verify": Row(forms.AnswerVerify, collect.answer_verify),
    "contact": Row(forms.Contact, anytime.contact, _("记下与报告人的联系情况。")),
    "locate": Row(forms.Locate, collect.locate, _("案件转到新位置所属的平台。")),
    "file": Row(forms.File, file.file, _("立案后开始计总时限。")),
    "decline": Row(forms.Reason, file.decline, _("报告人会看到这段理由。"), is_grave=True),
    "merge": Row(forms.Merge, file.merge, _("本案办结，报告人跟踪并入的案件。"), is_grave=True),
    "ask_void": Row(forms.Reason, file.ask_void, _("由另一人审批，批准后案件作废。")),
    "void": Row(forms.Opinion, file.void, _("案件作废，各单位停止计时。"), is_grave=True),
    "refuse_void": Row(forms.Reason, file.refuse_void, _("案件继续办理。")),
    "escalate": Row(forms.Opinion, file.escalate, _("交上一级平台办理。")),
    "delegate": Row(forms.Opinion, file.delegate, _("交下一级平台办理。")),
    "dispatch": Row(forms.Dispatch, dispatch.dispatch, _("各单位从现在起分别计时。")),
    "whistle": Row(forms.Whistle, dispatch.whistle, _("叫相关单位到现场，另有报到时限。")),
    "order_check": Row(forms.Opinion, close.order_check, _("请本格网格员到现场核查结果。")),
    "answer_check": Row(forms.Judge, close.answer_check),
    "check": Row(forms.Judge, close.check, _("由平台按照片和说明核查。")),
    "close": Row(forms.Opinion, close.close, _("结案后进入评价期。")),
    "follow_up": Row(forms.FollowUp, evaluate.follow_up, _("由没有经办此事的人回访。")),
    "rate": Row(forms.Rate, evaluate.rate),
    "evaluate": Row(forms.Evaluate, evaluate.evaluate, _("评价后归档，不能再办理。"), is_grave=True),
    "reopen": Row(forms.Reason, evaluate.reopen, _("案件回到待派遣，原来的答复留底。")),
    "urge": Row(forms.Opinion, anytime.urge, _("提醒正在经办的人。")),
    "supervise": Row(forms.Supervise, anytime.supervise, _("列入督办，直到办结。")),
    "note": Row(forms.Note, anytime.note, _("经办此事的人都能看到。")),
    "accept": Row(forms.Plain, handle.accept, _("签收后由本单位负责处置，时限从派遣时起算。")),
    "arrive": Row(forms.Arrive, handle.arrive, _("报到后停止报到计时。")),
    "ask_return": Row(forms.ReasonWithPhotos, handle.ask_return, _("不属于本单位时申请，时限不停。")),
    "grant_return": Row(forms.Opinion, handle.grant_return, _("收回派遣单；主办单位回退后重新派遣。")),
    "refuse_return": Row(forms.Reason, handle.refuse_return, _("仍由该单位办理，时限未停。")),
    "ask_extension": Row(forms.AskExtension, handle.ask_extension, _("须在超时前申请。")),
    "grant_extension": Row(forms.Opinion, handle.grant_extension, _("按申请延长时限。")),
    "refuse_extension": Row(forms.Reason, handle.refuse_extension, _("时限不变。")),
    "ask_suspension": Row(forms.AskSuspension, handle.ask_suspension, _("批准后停止计时，到期恢复。")),
    "grant_suspension": Row(forms.Opinion, handle.grant_suspension, _("停止计时，到申请的日期自动恢复。")),
    "refuse_suspension": Row(forms.Reason, handle.refuse_suspension, _("时限继续。")),
    "resume": Row(forms.Opinion, handle.resume, _("剩余时限从现在起继续。")),
    "feedback": Row(forms.Feedback, feedback.feedback, _("说明怎么处理的，附处置后的照片。")),
    "release": Row(forms.Opinion, dispatch.release, _("该协办单位不再需要答复。"), is_grave=True),
    "rework": Row(forms.ReasonWithPhotos, feedback.rework, _("同一单位重新处置，原来的答复留底。")),
    "appeal": Row(forms.ReasonWithPhotos, evaluate.appeal, _("每张派遣单只能申诉一次，超时标记本身保留。")),
    "review_appeal": Row(forms.ReviewAppeal, evaluate.review_appeal),
    "decide_appeal": Row(forms.DecideAppeal, evaluate.decide_appeal, is_grave=True),
}  # fmt: skip

LIKELY = (
    "answer_verify", "answer_check", "grant_return", "grant_suspension", "grant_extension", "void",
    "decide_appeal", "review_appeal", "accept", "arrive", "feedback", "file", "dispatch", "close", "check",
    "order_check", "evaluate", "follow_up", "resume", "rate", "supervise", "note",
)  # fmt: skip

SURPRISING = ("file", "order_verify", "close", "check", "order_check", "void", "evaluate", "follow_up", "grant_return",
              "grant_extension", "grant_suspension", "decide_appeal", "review_appeal", "rework")  # fmt: skip
"""Steps of which somebody wonders why they are not there."""


def likely(offers: Iterable[Offer]) -> Offer | None:
    """The step that the person has most probably come for."""
    ranked = [offer for offer in offers if offer.step.name in LIKELY]
    return min(ranked, key=lambda offer: LIKELY.index(offer.step.name), default=None)


def take(form: StepForm, at: datetime) -> Entry:
    """Take the step that a valid form asks for."""
    situation = form.situation
    arguments: dict[str, Any] = form.arguments()
    return STEPS[situation.step.name].act(situation.subject, form.visit(at), **arguments)
