"""One case: its page, its steps, the reporter's contact, its file on paper."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.cases import reading
from wangge.cases.access import CASE_ROLES, Offer
from wangge.cases.models import Case
from wangge.cases.workflow import STEPS
from wangge.interfaces.desk.case import steps
from wangge.interfaces.desk.case.forms import StepForm
from wangge.interfaces.desk.case.page import Page, Problem, action, blank_form, situation
from wangge.interfaces.desk.navigation import way_back
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.cases import contact, story
from wangge.interfaces.shared.cases.choosing import SEARCH
from wangge.interfaces.shared.cases.contact import RevealForm
from wangge.interfaces.shared.components import times
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused


@require_safe
@for_roles(*CASE_ROLES)
def show(request: SignedIn, number: str) -> HttpResponse:
    """The page of a case."""
    return _shown(request, _page(request, number))


@ASKED_AND_SENT
@for_roles(*CASE_ROLES)
def step(request: SignedIn, number: str, step: str) -> HttpResponse:
    """The form of one step, and the step itself."""
    page = _page(request, number)
    offer = _offer(page, step, request.GET.get("assignment", ""))
    return _take(request, page, offer) if request.method == "POST" else _asked(request, page, offer)


@require_POST
@never_cache
@for_roles(*CASE_ROLES)
def reveal(request: SignedIn, number: str) -> HttpResponse:
    """Show the reporter's contact to somebody who says why; the look stays on record."""
    page, form = _page(request, number), RevealForm(request.POST)
    if not page.may_reveal:
        raise Http404
    status = 422
    if form.is_valid():
        try:
            contact.look(page.file.case, request.actor, clock.now(), form.cleaned_data["reason"])
            page.revealed, status = True, 200
        except Refused as refused:
            tell(form, refused)
    if "HX-Request" in request.headers:
        context = {"page": page, "case": page.file.case, "reveal_form": form}
        return TemplateResponse(request, "desk/case/reporter.html", context, status=status)
    return _shown(request, page, status=status, reveal_form=form)


@require_safe
@for_roles(*CASE_ROLES)
def printed(request: SignedIn, number: str) -> HttpResponse:
    """The file of a case for A4 paper, with who printed it when on every page."""
    page = _page(request, number)
    context = {
        "page": page,
        "case": page.file.case,
        "story": list(reversed(page.story)),
        "printed_at": times.exact(page.now),
    }
    return TemplateResponse(request, "desk/case/print.html", context)


def _page(request: SignedIn, number: str) -> Page:
    try:
        case = reading.find(number, request.actor)
    except Case.DoesNotExist:
        raise Http404 from None
    page = Page(reading.read(case), request.actor, clock.now(), way_back(request))
    page.goes_back = bool(page.back) and request.GET.get("then") == "back"
    page.place = request.GET.get("place")
    return page


def _shown(
    request: SignedIn, page: Page, *, status: int = 200, reveal_form: RevealForm | None = None
) -> TemplateResponse:
    context = {
        "page": page,
        "case": page.file.case,
        "reveal_form": reveal_form or RevealForm(),
        "last": story.last_of(page.file) if page.problem else None,
    }
    return TemplateResponse(request, "desk/case/show.html", context, status=status)


def _offer(page: Page, name: str, assignment_id: str) -> Offer:
    """A step that has a form, on the case or on one of its assignments."""
    if name not in steps.STEPS:
        raise Http404
    row = STEPS[name]
    if not row.is_of_assignment:
        return Offer(row)
    try:
        key = UUID(assignment_id)
    except ValueError:
        raise Http404 from None
    assignment = next((one for one in page.file.assignments if one.pk == key), None)
    if assignment is None:
        raise Http404
    return Offer(row, assignment)


def _is_open(page: Page, offer: Offer) -> bool:
    return any(one.step is offer.step and one.assignment == offer.assignment for one in page.offers)


def _asked(request: SignedIn, page: Page, offer: Offer) -> HttpResponse:
    is_part = "HX-Request" in request.headers
    if not _is_open(page, offer):
        page.problem = _no_longer(offer)
        return _gone(request, page) if is_part else _shown(request, page, status=409)
    form = blank_form(page, offer)
    if is_part:
        context = {"action": action(page, offer, form), "case": page.file.case}
        return TemplateResponse(request, "desk/case/form.html", context)
    page.opened = form
    return _shown(request, page)


def _no_longer(offer: Offer, typed: Sequence[tuple[str, str]] = ()) -> Problem:
    return Problem(_("现在不能%(step)s。") % {"step": offer.step}, _("请看最近的经过。"), typed)


def _gone(request: SignedIn, page: Page) -> HttpResponse:
    """A part of an old page asks for a form that is no longer open: the whole page is shown anew."""
    address = reverse("desk:case", args=[page.file.case.number]) + page.back_query
    return HttpResponse(status=200, headers={"HX-Redirect": address})


def _take(request: SignedIn, page: Page, offer: Offer) -> HttpResponse:
    if SEARCH in request.POST:
        page.opened = blank_form(page, offer, dict(request.POST.items()))
        return _shown(request, page)
    then = _next(page)
    if not page.has_taken(offer.step, request.POST.get("key", "")):
        form = steps.STEPS[offer.step.name].form(situation(page, offer), request.POST, request.FILES)
        if not form.is_valid():
            return _again(request, page, form, offer)
        try:
            steps.take(form, clock.now())
        except Refused as refused:
            return _refused(request, form, refused)
    messages.success(request, _("“%(step)s”已完成。") % {"step": offer.step})
    return HttpResponseRedirect(then)


def _again(request: SignedIn, page: Page, form: StepForm, offer: Offer) -> HttpResponse:
    """Something is missing: the form once more, with the photos that came along, unless somebody else was first."""
    if not _is_open(page, offer):
        page.problem = _no_longer(offer, form.typed())
        return _shown(request, page, status=409)
    try:
        form.take_photos()
    except Refused as refused:
        tell(form, refused)
    page.opened = form
    return _shown(request, page, status=422)


def _refused(request: SignedIn, form: StepForm, refused: Refused) -> HttpResponse:
    """The act said no. Where the step is no longer open somebody else was first: say so, and lose nothing."""
    page = _page(request, form.situation.file.case.number)
    if _is_open(page, Offer(form.situation.step, form.situation.assignment)):
        tell(form, refused)
        page.opened = form
        return _shown(request, page, status=422)
    page.problem = Problem(str(refused), refused.mend, form.typed())
    return _shown(request, page, status=409)


def _next(page: Page) -> str:
    """Where one goes after the step: asked before it, while the case still has its place in the queue."""
    if page.goes_back:
        return page.back
    query = {"from": page.back} if page.back else {}
    if page.walk:
        query["place"] = page.walk.place_of(page.file.case) or page.place or ""
    address = reverse("desk:case", args=[page.file.case.number])
    return f"{address}?{urlencode(query)}" if query else address
