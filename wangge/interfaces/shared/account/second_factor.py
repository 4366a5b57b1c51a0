"""The second factor: set up with a phone, recovery codes, switched off."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wangge.accounts import actions, totp
from wangge.interfaces.shared.access import SignedIn, signed_in
from wangge.interfaces.shared.account.forms import CodeForm, ProveForm
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused

_KEPT_AS = "totp_secret"  # sealed: the session's row is no place for a secret


@never_cache
@sensitive_post_parameters("code")
@signed_in
def show(request: SignedIn) -> HttpResponse:
    """Set up with a phone, or what is set up."""
    if request.user.credential.has_totp:
        return TemplateResponse(request, "account/second_factor.html", {"form": ProveForm()})
    secret = _secret_of(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = actions.start_second_factor(
                request.user, secret=secret, code=form.cleaned_data["code"], by=request.actor, at=clock.now()
            )
        except Refused as refused:
            tell(form, refused)
        else:
            del request.session[_KEPT_AS]
            return _codes_once(request, codes)
    return _set_up(request, secret, form)


@never_cache
@require_POST
@signed_in
def renew(request: SignedIn) -> HttpResponse:
    """New recovery codes instead of the old ones."""
    return _codes_once(request, actions.renew_recovery_codes(request.user, by=request.actor, at=clock.now()))


@never_cache
@require_POST
@sensitive_post_parameters("password")
@signed_in
def stop(request: SignedIn) -> HttpResponse:
    """Ask for no code any longer."""
    form = ProveForm(request.POST)
    if form.is_valid():
        try:
            actions.stop_second_factor(
                request.user, password=form.cleaned_data["password"], by=request.actor, at=clock.now()
            )
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("动态码已停用。"))
            return redirect("accounts:profile")
    return TemplateResponse(request, "account/second_factor.html", {"form": form}, status=422)


def _secret_of(request: SignedIn) -> str:
    """The secret that is being set up: the same until it is confirmed, so that a reload does not spoil the scan."""
    if _KEPT_AS not in request.session:
        request.session[_KEPT_AS] = totp.seal(totp.new_secret()).hex()
    return totp.unseal(bytes.fromhex(request.session[_KEPT_AS]))


def _set_up(request: SignedIn, secret: str, form: CodeForm) -> HttpResponse:
    import segno  # late: slow to load, and wanted by one page

    address = totp.address(secret, account=request.user.username, issuer=settings.SECOND_FACTOR_ISSUER)
    return TemplateResponse(
        request,
        "account/second_factor_set_up.html",
        {
            "form": form,
            "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#1c2430", light="#fff"),
            "groups": [secret[start : start + 4] for start in range(0, len(secret), 4)],
            "is_required": bool({mandate.role for mandate in request.mandates} & set(settings.SECOND_FACTOR_ROLES)),
        },
        status=422 if form.errors else 200,
    )


def _codes_once(request: SignedIn, codes: list[str]) -> HttpResponse:
    return TemplateResponse(request, "account/recovery_codes.html", {"codes": codes})
