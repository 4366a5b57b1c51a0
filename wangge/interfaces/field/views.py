"""What waits for a worker today, what became of own reports, one case, and oneself."""

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from wangge.accounts.roles import Role
from wangge.cases import reading
from wangge.cases.access import seen_by
from wangge.cases.models import AttachmentKind, Case
from wangge.cases.reading import CaseFile
from wangge.cases.stages import close, collect
from wangge.cases.visit import Visit
from wangge.interfaces.field.forms import AnswerForm
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.files.showing import shown
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused

MOST = 100
CHOICES = {
    "answer_verify": (("yes", gettext_lazy("属实")), ("no", gettext_lazy("不属实"))),
    "answer_check": (("yes", gettext_lazy("合格")), ("no", gettext_lazy("不合格"))),
}
worker = for_roles(Role.GRID_WORKER, Role.GRID_LEADER)


@worker
@require_safe
def today(request: SignedIn) -> HttpResponse:
    """What desks ask of this worker, the longest waiting and late first."""
    cases = seen_by(request.actor).filter(needs_worker=True).select_related("area")
    waiting = cases.order_by(F("stage_due_at").asc(nulls_last=True), "id")[:MOST]
    return TemplateResponse(request, "field/today.html", {"cases": list(waiting)})


@worker
@require_safe
def mine(request: SignedIn) -> HttpResponse:
    """One's own reports, the newest first."""
    reported = seen_by(request.actor).filter(collected_by_id=request.actor.user_id).select_related("area")
    page = page_of(reported, request, order="-collected_at", size=20)
    return TemplateResponse(request, "field/mine.html", {"page": page})


@worker
@require_safe
def me(request: SignedIn) -> HttpResponse:
    """For which area one is here; other mandates; the way out."""
    return TemplateResponse(request, "field/me.html")


@worker
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: SignedIn, pk: UUID) -> HttpResponse:
    """One case, and the answer that the desk waits for."""
    found = get_object_or_404(seen_by(request.actor).select_related(*reading.WHOLE_CASE), pk=pk)
    file = reading.read(found)
    step = next((one.step.name for one in file.offers(request.actor) if one.step.name in CHOICES), "")
    if request.method == "POST" and not step:
        messages.info(request, _("这件事已不再等您答复，请看最近的经过。"))
        return redirect("field:case", pk=pk)
    form = _form(request, step) if step else None
    if form and form.is_bound and form.is_valid():
        try:
            _answer(form, request, found, step)
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("已答复。"))
            return redirect("field:today")
    return _page(request, file, form)


def _form(request: SignedIn, step: str) -> AnswerForm:
    form = AnswerForm(request.POST or None, request.FILES or None, choices=CHOICES[step], initial={"key": new_id()})
    form.bringer = request.actor.user_id
    return form


def _answer(form: AnswerForm, request: SignedIn, found: Case, step: str) -> None:
    data = form.cleaned_data
    shots = [(photo, AttachmentKind.CHECK) for photo in form.take_photos()]
    is_yes = data["verdict"] == "yes"
    name = "reason" if step == "answer_check" and not is_yes else "answer"
    words = {name: data["words"]} if data["words"] else {}
    visit = Visit(request.actor, clock.now(), data["key"], words, shots)
    if step == "answer_verify":
        collect.answer_verify(found, visit, is_true=is_yes)
    else:
        close.answer_check(found, visit, is_passed=is_yes)


def _page(request: SignedIn, file: CaseFile, form: AnswerForm | None) -> TemplateResponse:
    kinds = AttachmentKind
    context = {
        "case": file.case,
        "file": file,
        "form": form,
        "dates": file.stage_dates(),
        "before": shown(file.photos(kinds.BEFORE, kinds.OTHER)),
        "after": shown(file.photos(kinds.AFTER, kinds.CHECK)),
    }
    status = 422 if form and form.errors else 200
    return TemplateResponse(request, "field/case.html", context, status=status)
