"""One's own account: mandates, password, phone, language, what the public sees."""

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wangge.accounts import actions, queries
from wangge.interfaces.shared.access import SignedIn, signed_in
from wangge.interfaces.shared.account.forms import LanguageForm, PasswordForm, PhoneForm, PublicForm
from wangge.interfaces.shared.account.publishing import decide_public, public_words
from wangge.interfaces.shared.account.sign_in import speak
from wangge.interfaces.shared.middleware import MANDATE_KEY
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock, masks
from wangge.kernel.refused import Refused

_LATEST_SIGN_INS = 10


@signed_in
def show(request: SignedIn) -> HttpResponse:
    """Who I am here, what I hold, and when I came in."""
    mine = queries.mandates_seen_by(request.actor).filter(user=request.user)
    held = mine.order_by("-starts_on", "-id")
    return TemplateResponse(
        request,
        "account/profile.html",
        {
            "phone": masks.mask_phone(request.user.phone) if request.user.phone else "",
            "held": [(mandate, mandate.holds_on(clock.today())) for mandate in held],
            "sign_ins": queries.own_sign_ins(request.user.pk)[:_LATEST_SIGN_INS],
            "language_form": LanguageForm(initial={"language": request.user.language}),
        },
    )


@require_POST
@signed_in
def choose_mandate(request: SignedIn) -> HttpResponse:
    """Act under another of one's mandates from now on."""
    chosen = next((held for held in request.mandates if str(held.pk) == request.POST.get("mandate")), None)
    if chosen is None:
        raise Http404
    request.session[MANDATE_KEY] = chosen.pk
    where = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
    return redirect(where if where and is_ours else "accounts:home")


@sensitive_post_parameters("old", "new", "again")
@signed_in
def password(request: SignedIn) -> HttpResponse:
    """A new password; the first one must be changed before anything else."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            actions.change_password(request.user, old=old, new=new, by=request.actor, at=clock.now())
        except Refused as refused:
            tell(form, refused)
        else:
            auth.update_session_auth_hash(request, request.user)
            messages.success(request, _("密码已修改，其他设备上的登录已失效。"))
            return redirect("accounts:home")
    must_change = request.user.must_change_password(settings.PASSWORD_DAYS, at=clock.now())
    context = {"form": form, "must_change": must_change}
    return TemplateResponse(request, "account/password.html", context, status=422 if form.errors else 200)


@signed_in
def phone(request: SignedIn) -> HttpResponse:
    """One's own phone number, in clear for oneself."""
    form = PhoneForm(request.POST or None, initial={"phone": request.user.phone})
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_phone(request.user, form.cleaned_data["phone"], by=request.actor, at=clock.now())
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("手机号码已更新。"))
            return redirect("accounts:profile")
    return TemplateResponse(request, "account/phone.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@signed_in
def language(request: SignedIn) -> HttpResponse:
    """Read Chinese or English from now on, on every device."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = form.cleaned_data["language"]
    actions.choose_language(request.user, chosen, by=request.actor, at=clock.now())
    response = redirect("accounts:profile")
    speak(response, chosen)
    return response


@signed_in
def public(request: SignedIn, pk: int) -> HttpResponse:
    """What the public may see of one of my mandates."""
    mine = queries.mandates_seen_by(request.actor).filter(user=request.user)
    mandate = get_object_or_404(mine, pk=pk)
    form = PublicForm(request.POST or None, initial=public_words(mandate))
    if request.method == "POST" and form.is_valid():
        try:
            decide_public(mandate, form, by=request.actor)
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("公示信息已更新。"))
            return redirect("accounts:profile")
    context = {"form": form, "mandate": mandate}
    return TemplateResponse(request, "account/public.html", context, status=422 if form.errors else 200)
