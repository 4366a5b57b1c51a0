"""The page of a case, put together for one person: left what happened, right what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.areas.places import AreaPath
from wangge.cases.access import Offer
from wangge.cases.models import Appeal, Assignment, AttachmentKind, Case
from wangge.cases.reading import CaseFile, Objection
from wangge.cases.workflow import ASKING_STEPS, Ask, Step
from wangge.interfaces.desk.case import steps
from wangge.interfaces.desk.case.forms import Situation, StepForm
from wangge.interfaces.desk.queue.walk import Walk
from wangge.interfaces.shared.cases import clocks, contact, story
from wangge.interfaces.shared.cases.clocks import NamedClock
from wangge.interfaces.shared.cases.icons import of_step
from wangge.interfaces.shared.cases.story import Told
from wangge.interfaces.shared.files.showing import Shown, shown

APPEALS = {"review_appeal": "appeal", "decide_appeal": "review_appeal"}


@dataclass(frozen=True)
class Action:
    """A step that may be taken now: where its form is, and the form itself once it is open."""

    step: Step
    assignment: Assignment | None
    url: str
    icon: str
    hint: str | Promise
    is_grave: bool
    form: StepForm | None = None
    asked: Told | None = None

    @property
    def name(self) -> str:
        """A name for the page's own use."""
        return f"{self.step.name}-{self.assignment.pk.hex[-6:]}" if self.assignment else self.step.name


@dataclass(frozen=True)
class Part:
    """One assignment with its clocks and its person."""

    assignment: Assignment
    clocks: Sequence[NamedClock]
    accepted_by: str

    @property
    def appeal_word(self) -> str:
        """How an appeal of the late mark stands."""
        return str(Appeal(self.assignment.appeal).label) if self.assignment.appeal else ""


@dataclass(frozen=True)
class Problem:
    """Why a step was not done, and the words that were typed for it."""

    sentence: str
    mend: str = ""
    typed: Sequence[tuple[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Next:
    """What waits next in the queue, and where it is read; nothing where the queue is empty."""

    case: Case | None
    url: str


@dataclass
class Page:
    """Everything that the template asks for."""

    file: CaseFile
    actor: Actor
    now: datetime
    back: str = ""
    opened: StepForm | None = None
    problem: Problem | None = None
    revealed: bool = False
    goes_back: bool = False
    place: str | None = None

    @cached_property
    def walk(self) -> Walk | None:
        """The queue that the person works through, if he came from one."""
        return Walk.from_list(self.back, self.actor, self.now)

    @cached_property
    def next(self) -> Next | None:
        """After a step on a case of a queue: the matter that waits next there, or that none does."""
        if self.walk is None or self.place is None:
            return None
        case = self.walk.next(self.file.case, self.place)
        return Next(case, reverse("desk:case", args=[case.number]) + self.back_query if case else "")

    @cached_property
    def offers(self) -> list[Offer]:
        """What this person may do now, as far as there is a form for it."""
        return [offer for offer in self.file.offers(self.actor) if offer.step.name in steps.STEPS]

    @cached_property
    def main(self) -> Action | None:
        """The open form: the one just tried, or that of the most likely step."""
        if self.opened:
            return action(self, Offer(self.opened.situation.step, self.opened.situation.assignment), self.opened)
        offer = steps.likely(self.offers)
        return action(self, offer, blank_form(self, offer)) if offer else None

    @cached_property
    def others(self) -> list[Action]:
        """The other steps, as quiet buttons; first those that answer the same request as the open form."""
        main = self.main
        actions = [action(self, offer) for offer in self.offers]
        if main is None:
            return actions
        return sorted(
            (one for one in actions if one.name != main.name), key=lambda one: not _is_same_request(one, main)
        )

    @cached_property
    def objections(self) -> list[Objection]:
        """Why some steps that one would expect are not there."""
        found = self.file.objections(self.actor, *steps.SURPRISING)
        return [one for one in found if not _is_of_no_appeal(one)]

    @cached_property
    def clocks(self) -> list[NamedClock]:
        """The clocks of the case."""
        return clocks.of_case(self.file, self.now)

    @cached_property
    def parts(self) -> list[Part]:
        """The assignments, those at work first."""
        ordered = sorted(self.file.assignments, key=lambda one: (not (one.is_busy or one.done_at), not one.is_lead))
        names = self.file.names
        return [
            Part(one, clocks.of_assignment(one, self.now), names.get(one.accepted_by_id or 0, "")) for one in ordered
        ]

    @cached_property
    def story(self) -> list[Told]:
        """The journal."""
        return story.tell(self.file)

    @cached_property
    def stage_dates(self) -> dict[str, datetime]:
        """When each stage was reached."""
        return self.file.stage_dates()

    @cached_property
    def before(self) -> list[Shown]:
        """What was there before."""
        return shown(self.file.photos(AttachmentKind.BEFORE))

    @cached_property
    def after(self) -> list[Shown]:
        """What is there now."""
        return shown(self.file.photos(AttachmentKind.AFTER))

    @cached_property
    def path(self) -> AreaPath:
        """Where it is, by the tree of areas."""
        return areas.path_of(self.file.case.area_id)

    @cached_property
    def may_reveal(self) -> bool:
        """Whether this person's next step may be a call to the reporter."""
        return contact.may_reveal(self.file, self.offers)

    def has_taken(self, step: Step, key: str) -> bool:
        """Whether the form of this key has done its step already (pressed twice, or sent again from the past)."""
        entries = (line.entry for line in self.file.lines)
        return any(entry.step == step.name and str(entry.key) == key for entry in entries)

    @property
    def back_query(self) -> str:
        """The way back, for the addresses of this page."""
        return f"?{urlencode({'from': self.back})}" if self.back else ""


def _is_of_no_appeal(objection: Objection) -> bool:
    """Nobody wonders why an appeal is not judged that nobody made."""
    return objection.step.name in APPEALS and not (objection.assignment and objection.assignment.appeal)


def _is_same_request(one: Action, other: Action) -> bool:
    return one.step.ask is not None and (one.step.ask, one.assignment) == (other.step.ask, other.assignment)


def action(page: Page, offer: Offer, form: StepForm | None = None) -> Action:
    """One step with its row of the table."""
    row = steps.STEPS[offer.step.name]
    url, asked = step_url(page, offer), _asked(page, offer) if form else None
    return Action(offer.step, offer.assignment, url, of_step(offer.step.name), row.hint, row.is_grave, form, asked)


def _asked(page: Page, offer: Offer) -> Told | None:
    """What was asked for, where the step answers a request."""
    name = ASKING_STEPS.get(offer.step.ask or Ask.NOTHING) or APPEALS.get(offer.step.name)
    subject = offer.assignment.pk if offer.assignment else None
    lines = reversed(page.file.lines)
    line = next((one for one in lines if one.entry.step == name and one.entry.assignment_id == subject), None)
    return story.told(line, page.file) if line else None


def blank_form(page: Page, offer: Offer, initial: dict[str, object] | None = None) -> StepForm:
    """The form of a step, not yet filled."""
    return steps.STEPS[offer.step.name].form(situation(page, offer), initial=initial or {})


def situation(page: Page, offer: Offer) -> Situation:
    """The step, as this person is about to take it."""
    return Situation(page.file, page.actor, offer.step, offer.assignment, timezone.localdate(page.now))


def step_url(page: Page, offer: Offer) -> str:
    """Where the form of a step is asked for and sent to."""
    query = {"assignment": str(offer.assignment.pk)} if offer.assignment else {}
    query |= {"from": page.back} if page.back else {}
    query |= {"then": "back"} if page.goes_back else {}
    address = reverse("desk:step", args=[page.file.case.number, offer.step.name])
    return f"{address}?{urlencode(query)}" if query else address
