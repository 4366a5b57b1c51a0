"""Ask about one's own data, and read what came of it. Nobody learns here whether somebody is known."""

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.actors import Actor
from wangge.interfaces.portal import limits, passes
from wangge.interfaces.portal.mine.forms import AskForm, FindForm, new_ticket
from wangge.interfaces.shared.access import ASKED_AND_SENT
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock, codes
from wangge.kernel.refused import Refused
from wangge.registers.basis import queries as basis
from wangge.registers.rights.actions import receive_at_portal
from wangge.registers.rights.queries import find, reminders_told_to

PORTAL = Actor.machine_named("portal")


@never_cache
@sensitive_post_parameters()
@ASKED_AND_SENT
def enter(request: HttpRequest) -> HttpResponse:
    """What is collected and why, and the way to one's request."""
    if request.method != "POST":
        return _entrance(request, FindForm(initial={"code": request.GET.get("code", "")}))
    if limits.LOOK_UPS.is_passed(request):
        return limits.too_many(request, limits.LOOK_UPS)
    form = FindForm(request.POST)
    if form.is_valid():
        shown = passes.Pass(form.cleaned_data["code"], form.cleaned_data["tail"])
        if find(shown.code, shown.tail):
            return _keep(shown)
        form.add_error(None, _("没有找到。请检查查询码和手机号后四位。"))
    return _entrance(request, form)


@never_cache
@sensitive_post_parameters()
@ASKED_AND_SENT
def ask(request: HttpRequest) -> HttpResponse:
    """The form; whatever it says of a person, the answer is the same: taken in, with a code."""
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        return _form(request, AskForm(initial={"ticket": new_ticket(), "kind": kind}))
    if limits.REQUESTS.is_passed(request):
        return limits.too_many(request, limits.REQUESTS)
    form = AskForm(request.POST)
    if form.is_valid():
        number, code = form.cleaned_data["ticket"]
        try:
            asked = form.asked(code)
            with transaction.atomic():
                receive_at_portal(asked, number=number, by=PORTAL, at=clock.now())
        except Refused as refused:
            tell(form, refused)
        except IntegrityError:  # the same form once more: it is in already
            return _keep(passes.Pass(code, codes.phone_tail(form.cleaned_data["phone"])))
        else:
            return _keep(passes.Pass(code, codes.phone_tail(asked.claim.phone)))
    return _form(request, form)


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One's request: its code, its clock, its answer."""
    shown = passes.shown_by(request, passes.REQUEST_COOKIE)
    found = find(shown.code, shown.tail) if shown else None
    if shown is None or found is None:
        return redirect("portal:mine")
    context = {"asked": found, "code": codes.show_receipt_code(shown.code)}
    if found.tells_reminders:
        context["reminders"] = reminders_told_to(shown.code, shown.tail)
    return TemplateResponse(request, "portal/request.html", context)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the code on this phone."""
    response = redirect("portal:home")
    passes.take_back(response, passes.REQUEST_COOKIE)
    return response


def _keep(shown: passes.Pass) -> HttpResponse:
    response = redirect("portal:request")
    passes.keep(response, shown, passes.REQUEST_COOKIE)
    return response


def _entrance(request: HttpRequest, form: FindForm) -> TemplateResponse:
    today = clock.today()
    context = {"form": form, "items": basis.in_force(today), "notices": basis.notices_in_force(today)}
    return TemplateResponse(request, "portal/mine.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, form: AskForm) -> TemplateResponse:
    return TemplateResponse(request, "portal/ask.html", {"form": form}, status=422 if form.errors else 200)
