"""One case on a worker's phone: what a desk asks, how it stands, what happened, what else may be done."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.actors import Actor
from wangge.areas import queries as areas
from wangge.areas.places import Place
from wangge.cases.models import AttachmentKind, Case
from wangge.cases.stages import anytime, close, collect
from wangge.cases.visit import Visit
from wangge.interfaces.field import report
from wangge.interfaces.field.doors import Matter, drafted, with_matter
from wangge.interfaces.field.forms import (
    AnswerForm,
    ContactForm,
    Handled,
    HandleForm,
    LocateForm,
    NoteForm,
    ReportForm,
    are_valid,
    keep_photos,
)
from wangge.interfaces.field.page import Page, Problem
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn
from wangge.interfaces.shared.asking import OnceForm
from wangge.interfaces.shared.cases import contact
from wangge.interfaces.shared.cases.contact import RevealForm
from wangge.interfaces.shared.files import sending
from wangge.interfaces.shared.files.fields import WithPhotos
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused

Act = Callable[[], object]


@require_safe
@with_matter
def show(request: SignedIn, matter: Matter) -> HttpResponse:
    """The page of a case."""
    return Page(request, matter).answer()


@require_POST
@with_matter
def answer(request: SignedIn, matter: Matter, step: str) -> HttpResponse:
    """What was seen: is it so (核实), or does the result hold (核查)?"""
    form = _with_photos(AnswerForm(request.POST, request.FILES), request)

    def act() -> None:
        is_yes = form.cleaned_data["verdict"] == "yes"
        if step == "answer_verify":
            collect.answer_verify(matter.case, _visit(request, form, "answer", AttachmentKind.CHECK), is_true=is_yes)
        else:
            close.answer_check(matter.case, _visit(request, form, "reason", AttachmentKind.CHECK), is_passed=is_yes)

    return _take(request, matter, form, step, act)


@never_cache
@ASKED_AND_SENT
@with_matter
def handle(request: SignedIn, matter: Matter) -> HttpResponse:
    """Say that it is solved on the spot, with proof, and how."""
    data, files = request.POST or None, request.FILES or None
    form, handled = HandleForm(data, files), Handled(data, files)
    form.stand(request.actor, clock.today(), matter.case)
    handled.bringer = request.actor.user_id
    page = Page(request, matter, form=form, handled=handled, step="self_handle")
    if "search" in request.POST:
        keep_photos(form, handled)
        return page.handling()
    if not are_valid(form, handled):
        return page.handling()
    try:
        _self_handle(request, matter, form, handled)
    except Refused as refused:
        tell(handled if refused.field in ("photos", "answer") else form, refused)
        return page.handling()
    return _thank(request, matter, "self_handle", reverse("field:case", args=[matter.case.pk]))


@require_POST
@with_matter
def note(request: SignedIn, matter: Matter) -> HttpResponse:
    """A remark with photos, for everybody who works on the case."""
    form = _with_photos(NoteForm(request.POST, request.FILES), request)
    default = _("现场照片") if request.FILES or request.POST.get("kept") else ""

    def act() -> None:
        anytime.note(matter.case, _visit(request, form, "note", AttachmentKind.CHECK, default))

    return _take(request, matter, form, "note", act)


@require_POST
@with_matter
def urge(request: SignedIn, matter: Matter) -> HttpResponse:
    """Ask whoever has the case to hurry."""
    form = OnceForm(request.POST)

    def act() -> None:
        anytime.urge(matter.case, Visit(request.actor, clock.now(), form.cleaned_data["key"]))

    return _take(request, matter, form, "urge", act)


@require_POST
@with_matter
def locate(request: SignedIn, matter: Matter) -> HttpResponse:
    """Where it really is: by the position, or in other words."""
    form = LocateForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        visit = Visit(request.actor, clock.now(), data["key"])
        area = _ground(matter.case, data, request.actor)
        collect.locate(matter.case, visit, area=area, place=data["place"], lon=data["lon"], lat=data["lat"])

    return _take(request, matter, form, "locate", act)


@require_POST
@with_matter
def call(request: SignedIn, matter: Matter) -> HttpResponse:
    """How the call to the reporter went."""
    form = ContactForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        visit = Visit(request.actor, clock.now(), data["key"], {"said": data["words"]})
        anytime.contact(matter.case, visit, is_reached=data["reached"] == "yes")

    return _take(request, matter, form, "contact", act)


@require_POST
@never_cache
@with_matter
def reveal(request: SignedIn, matter: Matter) -> HttpResponse:
    """Show the reporter's contact to somebody who says why; the look stays on record."""
    form, page = RevealForm(request.POST), Page(request, matter)
    if not page.may_reveal:
        raise Http404
    page.form, page.step = form, "reveal"
    if form.is_valid():
        try:
            contact.look(matter.case, request.actor, clock.now(), form.cleaned_data["reason"])
            page.is_revealed = True
        except Refused as refused:
            tell(form, refused)
    return page.answer()


@require_POST
@with_matter
def join(request: SignedIn, matter: Matter) -> HttpResponse:
    """“It is this one”: what a report has brought so far goes to the case that is open already."""
    form, handled = ReportForm(request.POST, request.FILES), Handled()
    form.stand(request.actor, clock.today())
    form.is_valid()
    if "ticket" not in form.cleaned_data:
        return report.page(request, form, handled)
    words = form.cleaned_data.get("description") or _("网格员又看到这件事。")
    number, _code, _second = form.cleaned_data["ticket"]
    try:
        shots = [(photo, AttachmentKind.BEFORE) for photo in form.take_photos()]
        anytime.note(matter.case, Visit(request.actor, clock.now(), number, {"note": words}, shots))
    except Refused as refused:
        tell(form, refused)
        return report.page(request, form, handled)
    messages.success(request, _("已并到这件事，没有重复上报。"), extra_tags=drafted("report", request))
    return HttpResponseRedirect(reverse("field:case", args=[matter.case.pk]))


@require_safe
@with_matter
def photo(request: SignedIn, matter: Matter, photo: UUID) -> FileResponse:
    """A photo of one's own report from elsewhere."""
    return sending.send(sending.find(_reader(request, matter), photo))


@require_safe
@with_matter
def thumbnail(request: SignedIn, matter: Matter, photo: UUID) -> FileResponse:
    """The same, small."""
    return sending.send(sending.find(_reader(request, matter), photo), is_thumbnail=True)


def _reader(request: SignedIn, matter: Matter) -> Actor:
    return Actor.resident(matter.case.pk, matter.case.area_code) if matter.is_elsewhere else request.actor


def _with_photos(form: WithPhotos, request: SignedIn) -> WithPhotos:
    form.bringer = request.actor.user_id
    return form


def _visit(request: SignedIn, form: WithPhotos, name: str, kind: AttachmentKind, default: str = "") -> Visit:
    words = form.cleaned_data["words"] or default
    shots = [(photo, kind) for photo in form.take_photos()]
    return Visit(request.actor, clock.now(), form.cleaned_data["key"], {name: words} if words else {}, shots)


def _ground(case: Case, data: dict[str, Any], actor: Actor) -> Place:
    """The smallest area that holds the position; without one, where the case stands. Refused outside own ground."""
    if data["lon"] is None and not data["place"].strip():
        raise Refused(_("请在地图上选点，或写清地点。"), field="place")
    path = areas.path_of(case.area_id) if data["lon"] is None else areas.locate(data["lon"], data["lat"])
    area = report.smallest(path)
    if area is None:
        raise Refused(_("这个位置不在本区范围内，请重新定位，或写清地点。"), field="place")
    if not area.code.startswith(actor.area_code):
        sentence = _("这一点在%(path)s，不在您的网格；请补充说明，由平台更正。")
        raise Refused(sentence % {"path": path}, field="place")
    return area


def _self_handle(request: SignedIn, matter: Matter, form: HandleForm, handled: Handled) -> None:
    if (condition := form.cleaned_data["condition"]) is None:
        raise Refused(_("请选一个立案条件，平台按它核查。"), field="condition")
    shots = [(photo, AttachmentKind.BEFORE) for photo in form.take_photos()]
    shots += [(photo, AttachmentKind.AFTER) for photo in handled.take_photos()]
    words = {"answer": handled.cleaned_data["answer"]}
    visit = Visit(request.actor, clock.now(), form.cleaned_data["key"], words, shots)
    collect.self_handle(matter.case, visit, condition=condition)


def _take(request: SignedIn, matter: Matter, form: forms.Form, step: str, act: Act) -> HttpResponse:
    """One act; where it is refused the form comes back, or, if the step is over, a sentence with what was typed."""
    page = Page(request, matter, form=form, step=step)
    if not are_valid(form):
        return page.answer()
    try:
        act()
    except Refused as refused:
        matter.case.refresh_from_db()
        if page.is_open(step):
            tell(form, refused)
        else:
            page.problem = Problem(str(refused), str(form.cleaned_data.get("words", "")))
        return page.answer()
    where = reverse("field:today") if step.startswith("answer_") else reverse("field:case", args=[matter.case.pk])
    return _thank(request, matter, step, where)


def _thank(request: SignedIn, matter: Matter, step: str, where: str) -> HttpResponse:
    words = {
        "answer_verify": _("核实已答复。"),
        "answer_check": _("核查已答复。"),
        "self_handle": _("已登记自行处置，等平台核查。"),
        "note": _("已补充。"),
        "urge": _("已催办。"),
        "contact": _("联系情况已记下。"),
        "locate": _("位置已更正。"),
    }
    messages.success(request, words[step], extra_tags=drafted(f"{step}-{matter.case.pk}", request))
    return HttpResponseRedirect(where)
