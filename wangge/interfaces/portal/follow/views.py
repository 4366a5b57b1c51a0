"""Follow one's own matter by receipt: see, urge, rate, ask for it to be handled again."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
from wangge.areas import queries as areas
from wangge.cases.access import seen_by, steps_open_to
from wangge.cases.models import Case, Entry, Words
from wangge.cases.stages import Visit
from wangge.cases.stages.anytime import urge
from wangge.cases.stages.evaluate import rate, reopen
from wangge.interfaces.portal import limits, passes
from wangge.interfaces.portal.follow import story
from wangge.interfaces.portal.follow.forms import RateForm, ReceiptForm, ReopenForm
from wangge.interfaces.shared.access import ASKED_AND_SENT
from wangge.interfaces.shared.asking import OnceForm
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.kernel.scope import open_scope

URGE_AGAIN_AFTER = timedelta(hours=24)
WORDS_FOR_RESIDENTS = ("reason", "comment")

Step = Callable[[Case, Visit, OnceForm], Entry]
MatterView = Callable[[HttpRequest, Actor], HttpResponse]


@never_cache
@sensitive_post_parameters()
@ASKED_AND_SENT
def enter(request: HttpRequest) -> HttpResponse:
    """Show the receipt: code and phone tail."""
    if request.method != "POST":
        return _ask(request, ReceiptForm(initial={"code": request.GET.get("code", "")}))
    if limits.LOOK_UPS.is_passed(request):
        return limits.too_many(request, limits.LOOK_UPS)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        shown = passes.Pass(form.cleaned_data["code"], form.cleaned_data["tail"])
        if shown.actor():
            response = redirect("portal:matter")
            passes.keep(response, shown)
            return response
        form.add_error(None, _("没有找到。请检查回执码和手机号后四位；没有留手机号的，后四位请空着。"))
    return _ask(request, form)


def with_matter(view: MatterView) -> Callable[[HttpRequest], HttpResponse]:
    """Open the scope of the receipt that the browser keeps; without one, ask for it."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        shown = passes.shown_by(request)
        actor = shown.actor() if shown else None
        if actor is None:
            return redirect("portal:follow")
        with open_scope(actor.scope()):
            response = view(request, actor)
            return response.render() if isinstance(response, TemplateResponse) else response

    return guarded


@require_safe
@with_matter
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The story so far, what comes next, and what the resident may do."""
    return _page(request, actor, _matter(actor))


@require_POST
@with_matter
def urge_it(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for more speed, once a day."""

    def take(case: Case, visit: Visit, form: OnceForm) -> Entry:
        _refuse_urging_again(case, visit)
        return urge(case, visit)

    return _take(request, actor, OnceForm(request.POST), take, _("已经替您催办。"))


@require_POST
@with_matter
def rate_it(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say whether it is solved, and how satisfied one is."""

    def take(case: Case, visit: Visit, form: OnceForm) -> Entry:
        data = form.cleaned_data
        return rate(case, visit, is_solved=data["is_solved"], satisfaction=data["satisfaction"])

    return _take(request, actor, RateForm(request.POST), take, _("谢谢您的评价。"))


@require_POST
@with_matter
def reopen_it(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Not solved: handle it again."""

    def take(case: Case, visit: Visit, form: OnceForm) -> Entry:
        return reopen(case, visit)

    return _take(request, actor, ReopenForm(request.POST), take, _("已经要求重新办理。"))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the receipt on this phone."""
    response = redirect("portal:home")
    passes.take_back(response)
    return response


def _ask(request: HttpRequest, form: ReceiptForm) -> TemplateResponse:
    return TemplateResponse(request, "portal/follow.html", {"form": form}, status=422 if form.errors else 200)


def _take(request: HttpRequest, actor: Actor, form: OnceForm, step: Step, thanks: str) -> HttpResponse:
    if limits.STEPS.is_passed(request):
        return limits.too_many(request, limits.STEPS)
    case = _matter(actor)
    if form.do(lambda: step(case, _visit(form, actor), form)):
        messages.success(request, thanks)
        return redirect("portal:matter")
    return _page(request, actor, case, form)


def _refuse_urging_again(case: Case, visit: Visit) -> None:
    """Sending the same urging twice is no second one."""
    urged = Entry.objects.filter(case=case, step="urge", by_kind="resident", at__gt=visit.at - URGE_AGAIN_AFTER)
    if urged.exclude(key=visit.key).exists():
        raise Refused(_("今天已经催过一次，我们记着；明天还没有动静，请再催。"))


def _matter(actor: Actor) -> Case:
    return seen_by(actor).get()


def _visit(form: OnceForm, actor: Actor) -> Visit:
    given = form.cleaned_data
    words = {name: given.get(name, "") for name in WORDS_FOR_RESIDENTS}
    return Visit(by=actor, at=clock.now(), key=given["key"], words=words)


def _page(request: HttpRequest, actor: Actor, case: Case, sent: OnceForm | None = None) -> TemplateResponse:
    entries = list(Entry.objects.filter(case=case).order_by("position"))
    names = Department.objects.filter(pk__in={entry.department_id for entry in entries if entry.department_id})
    words = Words.objects.filter(case=case, name__in=WORDS_FOR_RESIDENTS)
    context = {
        "case": case,
        "where": areas.path_of(case.area_id),
        "lines": story.tell(
            entries,
            {department.pk: department.name for department in names},
            {(word.entry_id, word.name): word.text for word in words},
        ),
        "next": story.next_of(case),
        "dates": _dates(entries),
        "forms": _forms(case, actor, sent),
        "sent": sent,
    }
    return TemplateResponse(request, "portal/matter.html", context, status=422 if sent else 200)


def _dates(entries: list[Entry]) -> dict[str, Any]:
    """When each stage was last reached."""
    return {entry.stage_after: entry.at for entry in entries if entry.stage_before != entry.stage_after}


def _forms(case: Case, actor: Actor, sent: OnceForm | None) -> dict[str, OnceForm]:
    """A form for every step that the resident may take now; the one that was refused keeps what was written."""
    known: dict[str, type[OnceForm]] = {"urge": OnceForm, "rate": RateForm, "reopen": ReopenForm}
    open_now = {offer.step.name for offer in steps_open_to(case, actor, [])} & known.keys()
    return {name: sent if sent and type(sent) is known[name] else known[name]() for name in open_now}
