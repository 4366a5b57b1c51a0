"""Every step that another system may take: its body, its act. The workflow table decides whether it may be taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from wangge.accounts.models import Department
from wangge.cases import access, choosing
from wangge.cases.access import assignments_seen_by, seen_by
from wangge.cases.models import Assignment, Case, Entry, FilingCondition
from wangge.cases.stages import Visit, anytime, close, collect, dispatch, evaluate, feedback, file, handle
from wangge.cases.workflow import STEPS
from wangge.interfaces.api.callers import Called
from wangge.interfaces.api.places import area_of
from wangge.interfaces.api.said import EntrySaid, OfferSaid
from wangge.interfaces.api.uploads import MOST, PhotoIn, photos_of
from wangge.interfaces.api.words import (
    AreaCode,
    DepartmentPath,
    Grade,
    Key,
    Latitude,
    Longitude,
    Moment,
    Number,
    Said,
    Short,
    Words,
)  # fmt: skip
from wangge.interfaces.api.writing import once
from wangge.kernel import clock
from wangge.kernel.refused import Refused

router = Router(tags=["steps"])


class Plain(Schema):
    """What every step may bear. `at` is when it happened, if not now."""

    passes: ClassVar[tuple[str, ...]] = ()
    words: ClassVar[tuple[str, ...]] = ()

    at: Moment | None = None
    photos: Annotated[list[PhotoIn], Field(max_length=MOST)] = []

    def arguments(self, request: Called, case: Case) -> dict[str, Any]:
        """What the act is told beside the visit."""
        return {name: getattr(self, name) for name in self.passes}


class Opinion(Plain):
    """A word along with the step, if one likes."""

    words = ("opinion",)
    opinion: Words = ""


class Supervise(Plain):
    """What a leader wants to be done."""

    words = ("opinion",)
    opinion: Said


class Note(Plain):
    """A remark."""

    words = ("note",)
    note: Said


class Reason(Plain):
    """A step that must say why."""

    words = ("reason",)
    reason: Said


class AnswerVerify(Plain):
    """Is it so?"""

    passes, words = ("is_true",), ("answer",)
    is_true: bool
    answer: Words = ""


class Judge(Plain):
    """Does the result hold?"""

    passes, words = ("is_passed",), ("reason",)
    is_passed: bool
    reason: Words = ""


class Contact(Plain):
    """A call to the reporter."""

    passes: ClassVar[tuple[str, ...]] = ("is_reached",)
    words: ClassVar[tuple[str, ...]] = ("said",)
    is_reached: bool
    said: Words = ""


class FollowUp(Contact):
    """A call after closing."""

    passes = ("is_reached", "is_solved", "satisfaction")
    is_solved: bool | None = None
    satisfaction: Grade | None = None


class Rate(Opinion):
    """What the reporter says of the result."""

    passes = ("is_solved", "satisfaction")
    is_solved: bool
    satisfaction: Grade


class Evaluate(Opinion):
    """How well it was handled."""

    passes = ("quality",)
    quality: Grade


class Feedback(Plain):
    """What was done; photos of kind "after" where the filing condition asks for them."""

    words = ("answer",)
    answer: Said


class ReviewAppeal(Reason):
    """The first level's view of an appeal."""

    passes = ("is_supported",)
    is_supported: bool


class DecideAppeal(Reason):
    """The last word on an appeal."""

    passes = ("is_granted",)
    is_granted: bool


class AskExtension(Reason):
    """More time, in the unit of the limit."""

    passes = ("amount",)
    amount: Annotated[int, Field(ge=1, le=1000)]


class AskSuspension(Reason):
    """The clock shall rest until a moment."""

    passes = ("until",)
    until: Moment


class File(Opinion):
    """Under which condition, by its id in the catalogue."""

    condition: Annotated[int, Field(ge=1, le=2**53)]
    is_urgent: bool = False

    def arguments(self, request: Called, case: Case) -> dict[str, Any]:
        """The condition in force."""
        return {"condition": _condition(self.condition), "is_urgent": self.is_urgent}


class SelfHandle(Plain):
    """Solved on the spot."""

    words = ("answer",)
    condition: Annotated[int, Field(ge=1, le=2**53)]
    answer: Words = ""

    def arguments(self, request: Called, case: Case) -> dict[str, Any]:
        """The condition in force."""
        return {"condition": _condition(self.condition)}


class Merge(Opinion):
    """Into which case, by its number."""

    into: Annotated[str, Field(pattern=r"^[0-9]{19}$")]

    def arguments(self, request: Called, case: Case) -> dict[str, Any]:
        """The other case, if it is seen."""
        into = seen_by(request.actor).filter(number=self.into).first()
        if into is None:
            raise Refused(_("没有这个案卷号，或您无权查看。"), field="into")
        return {"into": into}


class Locate(Plain):
    """Where it really is."""

    place: Annotated[Short, Field(min_length=1)]
    lon: Longitude | None = None
    lat: Latitude | None = None
    area_code: AreaCode | None = None

    def arguments(self, request: Called, case: Case) -> dict[str, Any]:
        """The area of the point, or the one named."""
        if self.lon is None and self.area_code is None:
            raise Refused(_("请给出位置或区域代码。"), field="area_code")
        area = area_of(self.lon, self.lat, self.area_code or "", request.actor)
        return {"area": area, "place": self.place, "lon": self.lon, "lat": self.lat}


class Whistle(Opinion):
    """Whom to call to the spot; a lead only where nobody has the case yet."""

    lead: DepartmentPath | None = None
    co: Annotated[list[DepartmentPath], Field(max_length=20)] = []

    def arguments(self, request: Called, case: Case) -> dict[str, Any]:
        """The departments that can be given this case."""
        by_path = {one.path: one for one in choosing.handlers_for(case)}
        lead = _department(self.lead, by_path, "lead") if self.lead else None
        chosen = [_department(path, by_path, "co") for path in dict.fromkeys(self.co) if path != self.lead]
        return {"lead": lead, "co": chosen}


class Dispatch(Whistle):
    """Who leads, who helps, by the paths of their departments."""

    lead: DepartmentPath


@dataclass(frozen=True)
class Row:
    """How one step is asked for and done."""

    body: type[Plain]
    act: Callable[..., Entry]


TAKEN: dict[str, Row] = {
    "self_handle": Row(SelfHandle, collect.self_handle),
    "order_verify": Row(Opinion, collect.order_verify),
    "answer_verify": Row(AnswerVerify, collect.answer_verify),
    "contact": Row(Contact, anytime.contact),
    "locate": Row(Locate, collect.locate),
    "file": Row(File, file.file),
    "decline": Row(Reason, file.decline),
    "merge": Row(Merge, file.merge),
    "ask_void": Row(Reason, file.ask_void),
    "void": Row(Opinion, file.void),
    "refuse_void": Row(Reason, file.refuse_void),
    "escalate": Row(Opinion, file.escalate),
    "delegate": Row(Opinion, file.delegate),
    "dispatch": Row(Dispatch, dispatch.dispatch),
    "whistle": Row(Whistle, dispatch.whistle),
    "order_check": Row(Opinion, close.order_check),
    "answer_check": Row(Judge, close.answer_check),
    "check": Row(Judge, close.check),
    "close": Row(Opinion, close.close),
    "follow_up": Row(FollowUp, evaluate.follow_up),
    "rate": Row(Rate, evaluate.rate),
    "evaluate": Row(Evaluate, evaluate.evaluate),
    "reopen": Row(Reason, evaluate.reopen),
    "urge": Row(Opinion, anytime.urge),
    "supervise": Row(Supervise, anytime.supervise),
    "note": Row(Note, anytime.note),
    "accept": Row(Plain, handle.accept),
    "arrive": Row(Opinion, handle.arrive),
    "ask_return": Row(Reason, handle.ask_return),
    "grant_return": Row(Opinion, handle.grant_return),
    "refuse_return": Row(Reason, handle.refuse_return),
    "ask_extension": Row(AskExtension, handle.ask_extension),
    "grant_extension": Row(Opinion, handle.grant_extension),
    "refuse_extension": Row(Reason, handle.refuse_extension),
    "ask_suspension": Row(AskSuspension, handle.ask_suspension),
    "grant_suspension": Row(Opinion, handle.grant_suspension),
    "refuse_suspension": Row(Reason, handle.refuse_suspension),
    "resume": Row(Opinion, handle.resume),
    "feedback": Row(Feedback, feedback.feedback),
    "release": Row(Opinion, dispatch.release),
    "rework": Row(Reason, feedback.rework),
    "appeal": Row(Reason, evaluate.appeal),
    "review_appeal": Row(ReviewAppeal, evaluate.review_appeal),
    "decide_appeal": Row(DecideAppeal, evaluate.decide_appeal),
}


@router.get("/cases/{number}/steps", response=list[OfferSaid], summary="What may be done now")
def steps(request: Called, number: Number) -> list[OfferSaid]:
    """The steps that the token's mandate may take on this case now."""
    case = _case(request, number)
    assignments = list(case.assignments.order_by("sent_at", "id"))
    offers = access.steps_open_to(case, request.actor, assignments)
    return [OfferSaid.of(offer) for offer in offers if offer.step.name in TAKEN]


def _add(name: str, row: Row) -> None:
    """One operation for each step, so that its body is typed; steps of an assignment name it."""
    table = STEPS[name]
    if table.is_of_assignment:
        body: Any = type(
            f"{_camel(name)}In", (row.body,), {"__annotations__": {"assignment": UUID}, "__module__": __name__}
        )
    else:
        body = row.body

    def take(request, number, body, key):  # type: ignore[no-untyped-def]
        return once(request, key, lambda entry_key: _taken(request, number, name, body, entry_key))

    take.__annotations__ = {"request": Called, "number": Number, "body": body, "key": Key, "return": Status[Any]}
    take.__doc__ = row.body.__doc__
    path = f"/cases/{{number}}/steps/{name}"
    router.post(path, response=EntrySaid, summary=f"{name}: {table.label}", operation_id=f"step_{name}")(take)


def _taken(request: Called, number: str, name: str, body: Plain, key: UUID) -> EntrySaid:
    row, subject = TAKEN[name], _subject(request, number, body)
    case = subject.case if isinstance(subject, Assignment) else subject
    words = {word: said for word in body.words if (said := getattr(body, word).strip())}
    arguments = body.arguments(request, case)
    visit = Visit(request.actor, body.at or clock.now(), key, words, photos_of(request, body.photos))
    return EntrySaid.of(row.act(subject, visit, **arguments), case)


def _subject(request: Called, number: str, body: Plain) -> Case | Assignment:
    wanted: UUID | None = getattr(body, "assignment", None)
    if wanted is None:
        return _case(request, number)
    mine = assignments_seen_by(request.actor).filter(pk=wanted, case__in=seen_by(request.actor))
    found = mine.filter(case__number=number).select_related("case").first()
    if found is None:
        _case(request, number)
        raise Refused(_("没有这张派遣单，或您无权查看。"), field="assignment")
    return found


def _case(request: Called, number: str) -> Case:
    """The case with its category, no more: an act asks for what else it needs."""
    return seen_by(request.actor).get(number=number)


def _condition(pk: int) -> FilingCondition:
    condition = choosing.condition_in_force(pk, clock.today())
    if condition is None:
        raise Refused(_("这一立案条件已停用，请选现行条件。"), field="condition")
    return condition


def _department(path: str, by_path: dict[str, Department], field: str) -> Department:
    if path not in by_path:
        raise Refused(_("这个单位不存在，或不能办理此案。"), field=field)
    return by_path[path]


def _camel(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))


for _name, _row in TAKEN.items():
    _add(_name, _row)
