"""The page of a person; and what is masked, shown to somebody who says why."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.interfaces.desk.residents import page as pages
from wangge.interfaces.desk.residents.page import PersonPage
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.basis.datasets import PERSON
from wangge.registers.basis.sight import Sight
from wangge.registers.people.looking import Shown, open_page, reveal
from wangge.registers.writing import KEEPERS


class RevealForm(forms.Form):
    """What somebody must see, and why."""

    what = forms.ChoiceField(label=_("查看内容"), choices=Shown.choices, initial=Shown.PHONE)
    reason = forms.CharField(label=_("查看事由"), max_length=200, widget=forms.TextInput)

    def __init__(self, *args: Any, sight: Sight, **options: Any) -> None:
        super().__init__(*args, **options)
        what: Any = self.fields["what"]
        what.choices = [choice for choice in Shown.choices if sight.shows(PERSON, choice[0])]


@never_cache
@require_safe
@for_roles(*KEEPERS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """One person, masked. Reading it leaves a look; an entry that was merged leads to the one kept."""
    page = pages.find(pk, request.actor, clock.today())
    if page.person.merged_into_id:
        return redirect("desk:resident", page.person.merged_into_id)
    open_page(page.person, by=request.actor, at=clock.now(), area_code=page.home.area_code)
    return _shown(request, page, RevealForm(sight=page.sight))


@require_POST
@never_cache
@for_roles(*KEEPERS)
def show_plain(request: SignedIn, pk: int) -> HttpResponse:
    """One masked value in clear, once, with the reason on record."""
    page = pages.find(pk, request.actor, clock.today())
    form = RevealForm(request.POST, sight=page.sight)
    if form.is_valid():
        what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
        try:
            plain = reveal(
                page.held, what, by=request.actor, at=clock.now(), reason=reason, area_code=page.home.area_code
            )
            page.revealed = {what: plain}
        except Refused as refused:
            tell(form, refused)
    status = 200 if page.revealed else 422
    if "HX-Request" in request.headers:
        context = {"page": page, "person": page.person, "reveal_form": form}
        return TemplateResponse(request, "desk/residents/facts.html", context, status=status)
    return _shown(request, page, form, status=status)


def _shown(request: SignedIn, page: PersonPage, form: RevealForm, status: int = 200) -> HttpResponse:
    context = {
        "page": pages.read(page, request.actor),
        "person": page.person,
        "reveal_form": form,
    }
    return TemplateResponse(request, "desk/residents/show.html", context, status=status)
