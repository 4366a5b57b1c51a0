"""A household: its members and past members, its head; relations changed, members split off."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.interfaces.desk.residents.forms import MembersForm
from wangge.interfaces.desk.residents.story import told
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock
from wangge.registers.basis.datasets import RESIDENCE
from wangge.registers.basis.sight import Sight
from wangge.registers.people import actions, queries
from wangge.registers.people.codes import Relation
from wangge.registers.people.looking import residence_for
from wangge.registers.people.models import Household, Residence
from wangge.registers.people.rows import Row, of_residences, where_of
from wangge.registers.writing import KEEPERS


@never_cache
@require_safe
@for_roles(*KEEPERS)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """Who keeps house together, and who did."""
    household = _household(request, pk)
    return _page(request, household, _members(request, household))


@never_cache
@require_POST
@for_roles(*KEEPERS)
def arrange(request: SignedIn, pk: int) -> HttpResponse:
    """Every member's relation to the head, so the head, too."""
    household = _household(request, pk)
    members = _members(request, household)
    form = MembersForm(request.POST, actor=request.actor, rows=_present(members, sight_of(request.actor)))
    if form.do(lambda: actions.arrange(household, form.relations(), form.hand(request.actor))):
        messages.success(request, _("家庭关系已更改。"))
        return redirect("desk:household", pk)
    return _page(request, household, members, arrange_form=form)


@never_cache
@require_POST
@for_roles(*KEEPERS)
def split(request: SignedIn, pk: int) -> HttpResponse:
    """Some members keep house for themselves."""
    household = _household(request, pk)
    members = _members(request, household)
    form = MembersForm(
        request.POST, actor=request.actor, rows=_present(members, sight_of(request.actor)), is_split=True
    )
    made = form.do(lambda: actions.split(form.relations(), form.hand(request.actor))) or form.made_before(
        actions.split_under
    )
    if made:
        messages.success(request, _("已分户。"))
        return redirect("desk:household", made.pk)
    return _page(request, household, members, split_form=form)


def _household(request: SignedIn, pk: int) -> Household:
    return get_object_or_404(queries.households_seen_by(request.actor).select_related("dwelling"), pk=pk)


def _members(request: SignedIn, household: Household) -> list[Residence]:
    seen = queries.everything_seen_by(request.actor).filter(household=household)
    return list(queries.kept_first(seen.select_related("dwelling")))


def _present(members: Sequence[Residence], sight: Sight) -> list[Row]:
    present = sorted((one for one in members if one.is_current), key=lambda one: (one.relation or "9", one.pk))
    return of_residences(present, clock.today(), sight)


def _page(
    request: SignedIn,
    household: Household,
    members: Sequence[Residence],
    *,
    arrange_form: MembersForm | None = None,
    split_form: MembersForm | None = None,
) -> HttpResponse:
    sight = sight_of(request.actor)
    rows = _present(members, sight)
    form = arrange_form or split_form or MembersForm(actor=request.actor, rows=rows)
    told_of = [household, *members]
    return asked(
        request,
        "desk/residents/household.html",
        form,
        household=household,
        where=where_of(household.area_code),
        rows=rows,
        past=[residence_for(one, sight) for one in members if not one.is_current],
        has_head=any(one.is_current and one.relation == Relation.HEAD for one in members),
        arrange_form=arrange_form or MembersForm(actor=request.actor, rows=rows),
        split_form=split_form or MembersForm(actor=request.actor, rows=rows, is_split=True),
        can_split=len(rows) > 1,
        sees_relations=sight.shows(RESIDENCE, "relation"),
        story=told(told_of, sight),
        back=reverse("desk:residents"),
    )
