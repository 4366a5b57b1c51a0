"""Keys of the api: issued to a system for one mandate, shown once, revoked at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.exchange import tokens
from wangge.interfaces.desk.exchange.forms import TokenFilter, TokenForm, mandates_offered
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, done
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock
from wangge.kernel.refused import Refused


@ASKED_AND_SENT
@for_roles(*ADMINISTRATORS)
@searched(TokenFilter)
def index(request: SignedIn) -> HttpResponse:
    """Who holds a key, to what, and when it was last used."""
    form = TokenFilter(said(request))
    seen = tokens.seen_by(request.actor).filter(form.conditions())
    page = page_of(seen.select_related("mandate__user"), request, order="-made_at")
    now = clock.now()
    context = {
        "form": form,
        "page": page,
        "lines": [(token, token.is_good(now)) for token in page.rows],
        "is_security": request.actor.role == Role.SECURITY_ADMIN,
    }
    return TemplateResponse(request, "desk/exchange/tokens.html", context)


@never_cache
@for_roles(Role.SECURITY_ADMIN)
def new(request: SignedIn) -> HttpResponse:
    """Another system gets a key; it is shown this once."""
    form = TokenForm(request.POST or None, actor=request.actor, initial=_begun(request))
    issued = done(form, lambda: tokens.issue(**form.cleaned_data, by=request.actor, at=clock.now()))
    if issued:
        return TemplateResponse(request, "desk/exchange/issued.html", {"issued": issued})
    return asked(request, "desk/exchange/new_token.html", form, mandates=mandates_offered(request.actor))


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def revoke(request: SignedIn, pk: UUID) -> HttpResponse:
    """The key opens nothing from now on."""
    token = get_object_or_404(tokens.seen_by(request.actor), pk=pk)
    try:
        tokens.revoke(token, by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("令牌“%(name)s”已吊销，立即失效。") % {"name": token.name})
    return redirect("desk:tokens")


def _begun(request: SignedIn) -> dict[str, str]:
    """A mandate's own page leads here with its number."""
    number = request.GET.get("mandate", "")
    found = mandates_offered(request.actor).filter(pk=number).first() if number.isdecimal() else None
    return {"mandate": f"#{found.pk} {found.user.name} · {found}"} if found else {}
