"""What one has agreed to, and taking it back: for whoever a granted request has identified, and for nobody else."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.interfaces.portal import limits, passes
from wangge.interfaces.shared.asking import OnceForm
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.kernel.scope import open_scope
from wangge.registers.rights.actions import ASKER, withdraw_own
from wangge.registers.rights.models import Request
from wangge.registers.rights.queries import consents_told_to, find

AskersView = Callable[..., HttpResponse]


def for_the_identified(view: AskersView) -> AskersView:
    """The request that the browser shows the code of, once it has identified somebody; else the way to one."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **named: int) -> HttpResponse:
        shown = passes.shown_by(request, passes.REQUEST_COOKIE)
        found = find(shown.code, shown.tail) if shown else None
        if found is None or not found.has_identified:
            return redirect("portal:request" if found else "portal:mine")
        with open_scope(ASKER.scope()):
            response = view(request, found, **named)
            return response.render() if isinstance(response, TemplateResponse) else response

    return guarded


@require_safe
@for_the_identified
def show(request: HttpRequest, asked: Request) -> HttpResponse:
    """The consents that stand, his own and those for his children."""
    person = asked.person
    himself = person and (person.merged_into_id or person.pk)
    context = {"consents": consents_told_to(asked, clock.today()), "form": OnceForm(), "himself": himself}
    return TemplateResponse(request, "portal/consents.html", context)


@require_POST
@for_the_identified
def take_back(request: HttpRequest, asked: Request, pk: int) -> HttpResponse:
    """Take one back; nobody has to say why."""
    if limits.STEPS.is_passed(request):
        return limits.too_many(request, limits.STEPS)
    form = OnceForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        withdraw_own(asked, pk, at=clock.now(), key=form.cleaned_data["key"])
    except Refused as refused:
        messages.error(request, refused.whole)
    else:
        messages.success(request, _("已撤回，相关信息不再使用，今晚清除。"))
    return redirect("portal:consents")
