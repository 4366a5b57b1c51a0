"""What one person has agreed to: given, taken back."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.interfaces.desk.archive.forms import KeyForm
from wangge.interfaces.desk.requests.forms import ConsentForm
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.people import actions, queries
from wangge.registers.people.looking import person_for
from wangge.registers.people.models import Consent, Person
from wangge.registers.people.queries import everything_seen_by, person_seen_by
from wangge.registers.writing import KEEPERS


@ASKED_AND_SENT
@for_roles(*KEEPERS)
def show(request: SignedIn, person_id: int) -> HttpResponse:
    """The consents of a person; another is given here."""
    person, area_code = _person(request, person_id)
    seen = person_for(person, sight_of(request.actor))
    items = {item.pk: item for item in queries.items_by_consent(clock.today())}
    form = ConsentForm(request.POST or None)
    choice = form.fields["item"]
    assert isinstance(choice, forms.TypedChoiceField)  # noqa: S101
    choice.choices = [(pk, str(item)) for pk, item in items.items() if not queries.has_consent(person, item)]

    def give() -> Consent:
        item, channel = items[form.cleaned_data["item"]], form.cleaned_data["channel"]
        return actions.give_consent(person, item, channel, form.hand(request.actor), area_code=area_code)

    if form.do(give):
        messages.success(request, _("已登记同意。"))
        return redirect("desk:consents", person_id)
    context = {"person": seen, "consents": queries.consents_of(person), "key_form": KeyForm()}
    return asked(request, "desk/requests/consents.html", form, **context)


@require_POST
@for_roles(*KEEPERS)
def take_back(request: SignedIn, person_id: int, pk: int) -> HttpResponse:
    """A consent is withdrawn, without a reason: nobody has to give one."""
    person, area_code = _person(request, person_id)
    form = KeyForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        given = get_object_or_404(queries.consents_of(person), pk=pk)
        actions.withdraw_consent(given, form.hand(request.actor), area_code=area_code)
    except Refused as refused:
        messages.error(request, refused.whole)
    else:
        messages.success(request, _("已撤回，相关信息不再使用，今晚清除。"))
    return redirect("desk:consents", person_id)


def _person(request: SignedIn, person_id: int) -> tuple[Person, str]:
    try:
        person = person_seen_by(person_id, request.actor)
    except Person.DoesNotExist:
        raise Http404 from None
    residence = everything_seen_by(request.actor).filter(person=person).order_by("to_on").last()
    if residence is None:
        raise Http404
    return person, residence.area_code
