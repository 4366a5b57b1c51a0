"""The page of a case, put together for one worker."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django import forms
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wangge.areas import queries as areas
from wangge.areas.places import AreaPath
from wangge.cases import reading
from wangge.cases.access import Offer
from wangge.cases.models import Attachment, AttachmentKind
from wangge.cases.reading import CaseFile
from wangge.interfaces.field.doors import Matter, drafted
from wangge.interfaces.field.forms import AnswerForm, ContactForm, Handled, LocateForm, NoteForm
from wangge.interfaces.shared.access import SignedIn
from wangge.interfaces.shared.asking import OnceForm
from wangge.interfaces.shared.cases import clocks, contact, story
from wangge.interfaces.shared.cases.clocks import NamedClock
from wangge.interfaces.shared.cases.contact import RevealForm
from wangge.interfaces.shared.cases.story import Told
from wangge.interfaces.shared.files.showing import Shown, shown
from wangge.kernel import clock

LATEST = 3
FORMS: dict[str, type[forms.Form]] = {
    "answer_verify": AnswerForm,
    "answer_check": AnswerForm,
    "note": NoteForm,
    "urge": OnceForm,
    "contact": ContactForm,
    "locate": LocateForm,
    "reveal": RevealForm,
}
"""The steps that the page itself asks for; self-handling has a page of its own."""
ASKED = {
    "answer_verify": (_("是不是真的？"), _("属实"), _("不属实"), _("不属实要写原因")),
    "answer_check": (_("处理好了吗？"), _("合格"), _("不合格"), _("不合格要写哪里没做到")),
}


@dataclass(frozen=True)
class Problem:
    """Why nothing was done, and what was typed, so that it is not lost."""

    sentence: str
    typed: str = ""


@dataclass(frozen=True)
class Question:
    """What a desk asks of the worker: the words of the question and of both answers, and the form."""

    step: str
    url: str
    title: Any
    yes: Any
    no: Any
    hint: Any
    form: forms.Form
    draft: str


@dataclass
class Page:
    """What the templates ask for. `form` is what came back with `step`."""

    request: SignedIn
    matter: Matter
    form: forms.Form | None = None
    handled: Handled | None = None
    step: str = ""
    problem: Problem | None = None
    is_revealed: bool = False
    now: Any = field(default_factory=clock.now)

    def answer(self) -> TemplateResponse:
        """The page of the case."""
        return self._answered("field/case.html")

    def handling(self) -> TemplateResponse:
        """The page for what was solved on the spot."""
        return self._answered("field/handle.html")

    @cached_property
    def file(self) -> CaseFile:
        """The case with its journal."""
        return reading.read(self.matter.case)

    @cached_property
    def offers(self) -> list[Offer]:
        """What this worker may do now."""
        return self.file.offers(self.request.actor)

    def is_open(self, step: str) -> bool:
        """Whether a step may be taken now."""
        return any(offer.step.name == step for offer in self.offers)

    @cached_property
    def question(self) -> Question | None:
        """What a desk waits for."""
        step = next((name for name in ASKED if self.is_open(name)), "")
        if not step:
            return None
        url = reverse("field:" + step.removeprefix("answer_"), args=[self.matter.case.pk])
        return Question(step, url, *ASKED[step], form=self.form_of(step), draft=self.draft_of(step))

    @cached_property
    def objection(self) -> str:
        """Why a question of the desk is not for this worker."""
        found = self.file.objections(self.request.actor, *ASKED)
        return found[0].reason if found and self.matter.case.needs_worker else ""

    @property
    def may_handle(self) -> bool:
        """Whether it can be solved on the spot."""
        category = self.matter.case.category
        return self.is_open("self_handle") and not (category and category.is_enforcement)

    @property
    def is_enforcement(self) -> bool:
        """Whether only those with the power of law may handle it."""
        category = self.matter.case.category
        return bool(self.is_open("self_handle") and category and category.is_enforcement)

    @property
    def others(self) -> dict[str, forms.Form]:
        """The quiet steps that are open."""
        return {name: self.form_of(name) for name in ("note", "locate", "urge", "contact") if self.is_open(name)}

    @cached_property
    def may_reveal(self) -> bool:
        """Whether the reporter may be called."""
        return contact.may_reveal(self.file, self.offers)

    @property
    def reveal_form(self) -> forms.Form:
        """Why somebody must see the contact."""
        return self.form_of("reveal")

    def form_of(self, step: str) -> forms.Form:
        """The form that came back, or a fresh one with a key of its own."""
        if self.form is not None and self.step == step:
            return self.form
        return FORMS[step](initial=self._known(step))

    def _known(self, step: str) -> dict[str, Any]:
        case = self.matter.case
        return {"place": case.place, "lon": case.lon, "lat": case.lat} if step == "locate" else {}

    def draft_of(self, step: str) -> str:
        """The name of the draft of a form."""
        return drafted(f"{step}-{self.matter.case.pk}", self.request)

    @cached_property
    def before(self) -> list[Shown]:
        """How it was."""
        return self._shown(AttachmentKind.BEFORE, AttachmentKind.OTHER)

    @cached_property
    def after(self) -> list[Shown]:
        """How it became, and what was seen when it was looked at."""
        return self._shown(AttachmentKind.AFTER, AttachmentKind.CHECK)

    @cached_property
    def story(self) -> list[Told]:
        """What happened, the latest first."""
        return story.tell(self.file)

    @property
    def latest(self) -> list[Told]:
        """The last few lines."""
        return self.story[:LATEST]

    @property
    def earlier(self) -> list[Told]:
        """All lines before."""
        return self.story[LATEST:]

    @cached_property
    def clocks(self) -> Sequence[NamedClock]:
        """The clocks that run."""
        return clocks.of_case(self.file, self.now)

    @property
    def path(self) -> AreaPath:
        """Where it is, from the district down."""
        return areas.path_of(self.matter.case.area_id)

    def _shown(self, *kinds: AttachmentKind) -> list[Shown]:
        found = self.file.photos(*kinds)
        if not self.matter.is_elsewhere:
            return shown(found)
        return [self._from_elsewhere(one, photo) for one, photo in zip(shown(found), found, strict=True)]

    def _from_elsewhere(self, one: Shown, photo: Attachment) -> Shown:
        args = [self.matter.case.pk, photo.pk]
        return replace(one, url=reverse("field:photo", args=args), thumbnail_url=reverse("field:thumb", args=args))

    def _answered(self, template: str) -> TemplateResponse:
        forms_ = (self.form, self.handled)
        has_errors = any(form is not None and form.is_bound and form.errors for form in forms_)
        status = 409 if self.problem else 422 if has_errors else 200
        context = {
            "page": self,
            "case": self.matter.case,
            "file": self.file,
            "form": self.form,
            "handled": self.handled,
        }
        context |= {"dates": self.file.stage_dates(), "draft": self.draft_of(self.step)}
        return TemplateResponse(self.request, template, context, status=status)
