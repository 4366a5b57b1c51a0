"""A request comes in at the desk or by the portal, is decided by somebody else, and answered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.kernel import clock, codes, record
from wangge.kernel.refused import NotYours, Refused
from wangge.kernel.workdays import current_calendar
from wangge.registers.people.actions import withdraw_all, withdraw_consent
from wangge.registers.people.models import Person
from wangge.registers.rights import answers
from wangge.registers.rights.actions.corrections import correct, refuse_field
from wangge.registers.rights.models import Request
from wangge.registers.rights.models.request import Claim, Wish
from wangge.registers.rights.queries import DESKS, code_indexes, consents_told_to, identify, person_of
from wangge.registers.writing import Hand, put_down, take_up

ROOM = "rights"
HIMSELF = "本人"  # a source in the history, in one spelling whatever language the officer reads
WITHDRAWN_WITHIN = 1
"""Working days until somebody has checked who takes a consent back: it has to be as easy as giving it."""
ASKER = Actor(kind="machine", name=HIMSELF, machine="worker")
"""Whoever a granted request has identified, at the portal: it sees nobody, so the worker reads and writes for him."""


@dataclass(frozen=True)
class Asked:
    """What is asked, by whom, and the code by which he finds it again."""

    kind: str
    claim: Claim
    wish: Wish
    code: str


@transaction.atomic
def receive(asked: Asked, hand: Hand) -> Request:
    """At the desk, after the document was seen. Refused where the person does not live on this ground."""
    _refuse_stranger(hand)
    if done := take_up(hand, hand.by.area_code):
        return Request.objects.get(pk=done.subject_id)
    person = person_of(asked.claim)
    if person is None:
        sentence = _("本辖区没有与证件号码和姓名都一致的人员。")
        raise Refused(sentence, field="number", mend=_("请核对证件，或请本人到登记居住的社区办理。"))
    request = _new(asked, Request.Channel.DESK, hand.at)
    request.person, request.area_code = person, _where(person) or hand.by.area_code
    request.received_by, request.received_name = hand.by.user_id, hand.by.name
    request.save(force_insert=True)
    put_down(hand, "request_received", request, request.area_code, kind=request.kind)
    if request.kind == Request.Kind.WITHDRAW:
        _answer(request, Request.Decision.GRANTED, "", replace(hand, key=uuid5(hand.key, "withdrawn")))
    return request


@transaction.atomic
def receive_at_portal(asked: Asked, *, number: UUID, by: Actor, at: datetime) -> None:
    """By the portal: taken in alike whether anybody of this number, name and phone is known or not."""
    found = identify(asked.claim)
    request = _new(asked, Request.Channel.PORTAL, at)
    request.pk = number
    request.person_id, request.area_code = found or (None, _district())
    request.save(force_insert=True)
    record.write(
        ROOM,
        "request_received",
        by=by,
        at=at,
        key=number,
        area_code=request.area_code,
        subject="rights_request",
        subject_id=number,
        facts={"kind": request.kind},
    )


@transaction.atomic
def decide(request: Request, decision: str, words: str, hand: Hand) -> Request:
    """Somebody else than the receiver decides; of a consent to be taken back he says only whether it is the person."""
    _refuse_stranger(hand)
    if take_up(hand, request.area_code):
        return Request.objects.get(pk=request.pk)
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    _refuse_decision(request, decision, words, hand)
    return _answer(request, decision, words, hand, by=hand.by.user_id)


def _answer(request: Request, decision: str, words: str, hand: Hand, by: int | None = None) -> Request:
    """What was granted is done at once. The answer is sealed; what was done needs no handing over."""
    lines = [words.strip()] if words.strip() else []
    if decision == Request.Decision.GRANTED:
        assert request.person is not None  # noqa: S101
        person = request.person.merged_into or request.person
        lines.append(CARRIED_OUT[Request.Kind(request.kind)](person, request, hand))
    request.say("\n\n".join(lines))
    request.decision, request.decided_at = decision, hand.at
    request.decided_by, request.decided_name = by, hand.by.name
    is_told = request.channel == Request.Channel.PORTAL or request.kind == Request.Kind.WITHDRAW
    request.state = Request.State.ANSWERED if is_told else Request.State.DECIDED
    request.answered_at = hand.at if is_told else None
    request.save()
    put_down(hand, "request_decided", request, request.area_code, kind=request.kind, decision=decision)
    return request


@transaction.atomic
def hand_over(request: Request, hand: Hand) -> Request:
    """The answer is handed to the person at the desk."""
    _refuse_stranger(hand)
    if take_up(hand, request.area_code):
        return Request.objects.get(pk=request.pk)
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != Request.State.DECIDED:
        raise Refused(_("这件请求不在待答复状态。"))
    request.state, request.answered_at = Request.State.ANSWERED, hand.at
    request.save(update_fields=["state", "answered_at"])
    put_down(hand, "request_answered", request, request.area_code, kind=request.kind)
    return request


@transaction.atomic
def withdraw_own(request: Request, consent_id: int, *, at: datetime, key: UUID) -> None:
    """Whoever the request has identified takes a consent back, his own or a child's: the desk's act, by himself."""
    hand = Hand(by=ASKER, at=at, key=key, via=HIMSELF)
    if take_up(hand, request.area_code):
        return
    consent = next((one for one in consents_told_to(request, clock.day_of(at)) if one.pk == consent_id), None)
    if consent is None:
        raise Refused(_("没有这项同意，或已经撤回。"))
    withdraw_consent(consent, hand, area_code=_where(consent.person) or request.area_code)


def _refuse_stranger(hand: Hand) -> None:
    if hand.by.role not in DESKS:
        raise NotYours(_("个人信息请求由社区、街道和区值班长办理。"))


def _new(asked: Asked, channel: str, at: datetime) -> Request:
    if asked.kind not in Request.Kind.values:
        raise Refused(_("请选择事项。"), field="kind")
    if asked.kind == Request.Kind.CORRECT:
        refuse_field(asked.wish)
    days = WITHDRAWN_WITHIN if asked.kind == Request.Kind.WITHDRAW else settings.REQUEST_WORKING_DAYS
    request = Request(kind=asked.kind, channel=channel, received_at=at, due_at=_due(at, days))
    request.hold(asked.claim, asked.wish)
    for name, index in code_indexes(asked.code, codes.phone_tail(asked.claim.phone)).items():
        setattr(request, name, index)
    return request


def _due(at: datetime, days: int) -> datetime:
    calendar = current_calendar()
    return calendar.moment(calendar.worked(at) + days * calendar.day_length)


def _refuse_decision(request: Request, decision: str, words: str, hand: Hand) -> None:
    if request.state != Request.State.RECEIVED:
        raise Refused(_("这件请求已由 %(name)s 决定。") % {"name": request.decided_name})
    if request.received_by is not None and request.received_by == hand.by.user_id:
        raise Refused(_("受理人不能决定自己受理的请求。"), mend=_("请同事或上一级决定。"))
    if decision not in (Request.Decision.GRANTED, Request.Decision.REFUSED, Request.Decision.UNKNOWN):
        raise Refused(_("请选择决定。"), field="decision")
    if request.kind == Request.Kind.WITHDRAW and decision == Request.Decision.REFUSED:
        raise Refused(_("撤回同意不需要谁批准，核实身份后立即生效。"), field="decision")
    if decision == Request.Decision.GRANTED and request.person_id is None:
        sentence = _("还没有核实身份，不能同意。")
        raise Refused(sentence, field="decision", mend=_("请选“未能核实身份”，并请本人带证件到社区办理。"))
    if decision != Request.Decision.GRANTED and not words.strip():
        raise Refused(_("请写明理由，本人会看到。"), field="words")


def _where(person: Person) -> str:
    residences = person.residences.order_by("to_on", "-id")
    current = residences.filter(to_on=None).first() or residences.last()
    return current.area_code if current else ""


def _district() -> str:
    return areas.current().filter(parent=None).values_list("code", flat=True).first() or ""


def _show(person: Person, request: Request, hand: Hand) -> str:
    return answers.held(person, clock.day_of(hand.at))


def _show_looks(person: Person, request: Request, hand: Hand) -> str:
    return answers.looks(person)


def _correct(person: Person, request: Request, hand: Hand) -> str:
    return correct(person, request.wish, _inner(hand, "correct", "本人申请更正"), request.area_code)


def _delete(person: Person, request: Request, hand: Hand) -> str:
    """What rests on consent goes at once; the rest when nobody lives here any more, by the next approved night."""
    withdraw_all(person, _inner(hand, "withdraw", "本人申请删除"), request.area_code)
    if person.residences.filter(to_on=None).exists():
        return _("凭您同意采集的信息已停止使用并将清除；您仍在本区居住，法定登记所需的信息须继续保存。")
    return _("您已不在本区居住，您的信息将在核准后从档案中清除。")


def _withdraw(person: Person, request: Request, hand: Hand) -> str:
    """His own, at once; those for his children he takes back with the code, which is known to be his now."""
    inner = _inner(hand, "withdraw", "本人撤回同意")
    taken = withdraw_all(person, inner, request.area_code, about=request.wish.about)
    words = _("、").join(each.item.word for each in taken)
    done = _("已撤回：%(items)s。相关信息不再使用，今晚清除。") % {"items": words}
    lines = [done if taken else _("没有仍然有效的这项同意。")]
    if Person.objects.filter(guardian=person).exists():
        lines.append(_("您作为监护人为孩子同意的，凭查询码在居民端“我同意过什么”里逐项撤回。"))
    return "\n\n".join(lines)


def _inner(hand: Hand, name: str, why: str) -> Hand:
    return Hand(by=hand.by, at=hand.at, key=uuid5(hand.key, name), via=HIMSELF, why=why)


CARRIED_OUT: dict[Request.Kind, Callable[[Person, Request, Hand], str]] = {
    Request.Kind.SEE: _show,
    Request.Kind.COPY: _show,
    Request.Kind.LOOKS: _show_looks,
    Request.Kind.CORRECT: _correct,
    Request.Kind.DELETE: _delete,
    Request.Kind.WITHDRAW: _withdraw,
}
