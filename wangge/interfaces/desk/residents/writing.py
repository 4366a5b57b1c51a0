"""Forms that write: settle, correct, move in, move out, move together, care. Each calls one act."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.interfaces.desk.residents import page as pages
from wangge.interfaces.desk.residents.forms import (
    CareForm,
    CorrectForm,
    DayForm,
    LivingForm,
    MoveForm,
    MoveInForm,
    ReasonedForm,
    SettleForm,
)
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked, sent
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock
from wangge.registers.people import actions, queries
from wangge.registers.people.looking import residence_for
from wangge.registers.people.models import Residence
from wangge.registers.writing import KEEPERS

MOST_AT_ONCE = 50


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def settle(request: SignedIn) -> HttpResponse:
    """Somebody new lives in a dwelling."""
    if request.method != "POST":
        form = SettleForm(actor=request.actor, initial={"dwelling": request.GET.get("dwelling", "")})
    else:
        form = SettleForm.begun(request.POST, actor=request.actor)
    made = form.do(lambda: actions.settle(form.facts(), form.living(), form.hand(request.actor)))
    if made:
        messages.success(request, _("已登记 %(who)s。") % {"who": _who(request, made)})
        return redirect("desk:resident", made.person_id)
    return asked(request, "desk/residents/settle.html", form)


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def correct(request: SignedIn, pk: int) -> HttpResponse:
    """What is known of a person was wrong."""
    page = pages.find(pk, request.actor, clock.today())
    form = CorrectForm(sent(request), actor=request.actor, person=page.held, sight=page.sight)
    code = page.home.area_code
    if form.do(lambda: actions.change_person(page.held, form.facts(), form.hand(request.actor), area_code=code)):
        messages.success(request, _("已更正。"))
        return redirect("desk:resident", pk)
    title = _("更正 %(who)s 的信息") % {"who": page.person.masked_name}
    return asked(request, "desk/residents/correct.html", form, title=title, **_beside(pk))


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def die(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody has died."""
    page = pages.find(pk, request.actor, clock.today())
    form, code = DayForm(sent(request), actor=request.actor, label=_("死亡日期")), page.home.area_code
    if form.do(lambda: actions.die(page.held, form.cleaned_data["on"], form.hand(request.actor), area_code=code)):
        messages.success(request, _("已登记死亡，住处和关爱信息随之结束。"))
        return redirect("desk:resident", pk)
    title = _("%(who)s 死亡") % {"who": page.person.masked_name}
    return asked(request, "desk/archive/form.html", form, title=title, back=reverse("desk:resident", args=[pk]))


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def revive(request: SignedIn, pk: int) -> HttpResponse:
    """That somebody has died was a mistake."""
    page = pages.find(pk, request.actor, clock.today())
    form, code = ReasonedForm(sent(request), actor=request.actor), page.home.area_code
    if form.do(lambda: actions.revive(page.held, form.hand(request.actor), area_code=code)):
        messages.success(request, _("已撤销死亡登记，住处和关爱信息恢复。"))
        return redirect("desk:resident", pk)
    title = _("撤销 %(who)s 的死亡登记") % {"who": page.person.masked_name}
    return asked(request, "desk/archive/form.html", form, title=title, back=reverse("desk:resident", args=[pk]))


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def move_in(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody of the archive lives in one more dwelling."""
    page = pages.find(pk, request.actor, clock.today())
    form = MoveInForm.begun(request.POST, actor=request.actor) if request.POST else MoveInForm(actor=request.actor)
    if form.do(lambda: actions.move_in(page.held, form.living(), form.hand(request.actor))):
        messages.success(request, _("已登记另一住处。"))
        return redirect("desk:resident", pk)
    title = _("%(who)s 的另一住处") % {"who": page.person.masked_name}
    return asked(request, "desk/residents/move_in.html", form, title=title, back=reverse("desk:resident", args=[pk]))


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def change_residence(request: SignedIn, pk: int) -> HttpResponse:
    """As what somebody lives in his dwelling was wrong, or has changed."""
    residence = _residence(request, pk)
    form = LivingForm(sent(request), actor=request.actor, residence=residence)
    if form.do(lambda: actions.change_residence(residence, form.living(), form.hand(request.actor))):
        messages.success(request, _("已更正。"))
        return redirect("desk:resident", residence.person_id)
    title = _("%(who)s 的居住信息") % {"who": _who(request, residence)}
    return _of_residence(request, form, residence, title)


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def move_out(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody does not live there any more."""
    residence = _residence(request, pk, with_past=True)
    form = DayForm(sent(request), actor=request.actor, label=_("迁出日期"))
    if form.do(lambda: actions.move_out(residence, form.cleaned_data["on"], form.hand(request.actor))):
        messages.success(request, _("已登记迁出。"))
        return redirect("desk:resident", residence.person_id)
    return _of_residence(request, form, residence, _("%(who)s 迁出") % {"who": _who(request, residence)})


@never_cache
@require_POST
@for_roles(*KEEPERS)
def move(request: SignedIn) -> HttpResponse:
    """The chosen people move together; first it is asked where to."""
    chosen = _chosen(request)
    is_sent = "on" in request.POST
    form = MoveForm.begun(request.POST, actor=request.actor) if is_sent else MoveForm(actor=request.actor)
    made = form.do(
        lambda: actions.move(chosen, form.cleaned_data["dwelling"], form.cleaned_data["on"], form.hand(request.actor))
    )
    if made:
        told = {"n": len(made), "address": made[0].dwelling.address}
        messages.success(request, _("%(n)d 人已迁往 %(address)s。") % told)
        return redirect("desk:resident", made[0].person_id)
    sight = sight_of(request.actor)
    shown = [residence_for(one, sight) for one in chosen]
    return asked(request, "desk/residents/move.html", form, chosen=shown, back=reverse("desk:residents"))


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def add_care(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody may need a hand."""
    page = pages.find(pk, request.actor, clock.today())
    form, code = CareForm(sent(request), actor=request.actor), page.home.area_code

    def act() -> object:
        given = form.cleaned_data
        return actions.add_care(page.held, given["kind"], given["from_on"], form.hand(request.actor), area_code=code)

    if form.do(act):
        messages.success(request, _("已登记关爱信息。"))
        return redirect("desk:resident", pk)
    title = _("%(who)s 的关爱信息") % {"who": page.person.masked_name}
    return asked(request, "desk/archive/form.html", form, title=title, **_beside(pk))


@never_cache
@ASKED_AND_SENT
@for_roles(*KEEPERS)
def end_care(request: SignedIn, pk: int) -> HttpResponse:
    """The need is over."""
    need = get_object_or_404(queries.care_seen_by(request.actor), pk=pk)
    form = DayForm(sent(request), actor=request.actor, label=_("结束日期"))
    if form.do(lambda: actions.end_care(need, form.cleaned_data["on"], form.hand(request.actor))):
        messages.success(request, _("已结束。"))
        return redirect("desk:resident", need.person_id)
    back = reverse("desk:resident", args=[need.person_id])
    title = _("结束“%(kind)s”") % {"kind": need.get_kind_display()}
    return asked(request, "desk/archive/form.html", form, title=title, back=back)


def _residence(request: SignedIn, pk: int, *, with_past: bool = False) -> Residence:
    seen = queries.everything_seen_by if with_past else queries.residences_seen_by
    return get_object_or_404(seen(request.actor).select_related("dwelling", "household"), pk=pk)


def _of_residence(request: SignedIn, form: ReasonedForm, residence: Residence, title: str) -> HttpResponse:
    back = reverse("desk:resident", args=[residence.person_id])
    context = {"title": title, "back": back, "about": residence.dwelling.address}
    return asked(request, "desk/archive/form.html", form, **context)


def _who(request: SignedIn, residence: Residence) -> str:
    return residence_for(residence, sight_of(request.actor)).masked_name


def _chosen(request: SignedIn) -> Sequence[Residence]:
    keys = [int(key) for key in request.POST.getlist("row") if key.isdigit()][:MOST_AT_ONCE]
    return list(queries.everything_seen_by(request.actor).filter(pk__in=keys).select_related("dwelling").order_by("pk"))


def _beside(pk: int) -> dict[str, str]:
    """The page of the person, and where it stands what he agreed to."""
    return {"back": reverse("desk:resident", args=[pk]), "consents": reverse("desk:consents", args=[pk])}
