"""Entries that may be one person, for the district's duty officer: compared, merged, told apart, and given back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.accounts.roles import Role
from wangge.interfaces.desk.residents import page as pages
from wangge.interfaces.desk.residents.forms import ReasonedForm
from wangge.interfaces.desk.residents.page import PersonPage
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.basis.sight import Sight
from wangge.registers.people import actions, queries
from wangge.registers.people.looking import open_page, person_for
from wangge.registers.people.models import Person, Ruling
from wangge.registers.people.queries import Pair
from wangge.registers.writing import Hand

UNDOING = UUID("5d0c1a52-7b1e-4b8f-9a7c-3f1c7de0a001")
"""Under this name each ruling has one key of its undoing, for it is undone once."""
KEY = re.compile(r"[0-9]{1,18}")
PAIRS_A_PAGE = 30
MOST_RULINGS = 30
WHY = {
    "document": gettext_lazy("证件号码相同，姓名不同"),
    "birthday": gettext_lazy("姓名和出生日期相同"),
    "phone": gettext_lazy("姓名和电话相同"),
}


@dataclass(frozen=True)
class Alike:
    """A pair as the list shows it."""

    one: Person
    other: Person
    why: str | Promise


@never_cache
@require_safe
@for_roles(Role.DUTY_OFFICER)
def index(request: SignedIn) -> HttpResponse:
    """The pairs that nobody has ruled on, and what was ruled lately."""
    beyond = request.GET.get("after", "")
    pairs = queries.doubles_seen_by(
        request.actor, beyond=int(beyond) if KEY.fullmatch(beyond) else 0, at_most=PAIRS_A_PAGE + 1
    )
    rulings = queries.rulings_seen_by(request.actor).select_related("kept", "other").order_by("-pk")[:MOST_RULINGS]
    sight = sight_of(request.actor)
    context = {
        "pairs": _alike(pairs[:PAIRS_A_PAGE], sight),
        "next": pairs[PAIRS_A_PAGE - 1].person_id if len(pairs) > PAIRS_A_PAGE else None,
        "rulings": [_ruled(one, sight) for one in rulings],
    }
    return TemplateResponse(request, "desk/residents/doubles.html", context)


@never_cache
@ASKED_AND_SENT
@for_roles(Role.DUTY_OFFICER)
def compare(request: SignedIn, one: int, other: int) -> HttpResponse:
    """Two entries side by side: one person, or two. Reading them leaves a look at both."""
    both = [pages.find(pk, request.actor, clock.today()) for pk in (one, other)]
    if one == other or any(page.person.merged_into_id for page in both):
        raise Http404
    form = ReasonedForm(request.POST or None, actor=request.actor)
    ruled = form.do(lambda: _rule(request, both, form))
    if ruled:
        messages.success(request, _("已合并。") if ruled.is_same else _("已核定为两个人。"))
        return redirect("desk:doubles")
    if request.method != "POST":
        for page in both:
            open_page(
                page.held, by=request.actor, at=clock.now(), area_code=page.home.area_code, reason=_("核对重复登记")
            )
    return asked(request, "desk/residents/compare.html", form, both=both, lines=_lines(both))


@never_cache
@require_POST
@for_roles(Role.DUTY_OFFICER)
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """Take a ruling back."""
    ruling = get_object_or_404(queries.rulings_seen_by(request.actor), pk=pk)
    key = uuid5(UNDOING, str(ruling.pk))
    hand = Hand(by=request.actor, at=clock.now(), key=key, via="desk", why=_("撤销重复核定"))
    try:
        actions.undo(ruling, hand)
        messages.success(request, _("已撤销，两条记录恢复原状。"))
    except Refused as refused:
        messages.error(request, refused.whole)
    return redirect("desk:doubles")


def _rule(request: SignedIn, both: Sequence[PersonPage], form: ReasonedForm) -> Ruling:
    kept, other = (page.held for page in both)
    if request.POST.get("kept") == str(other.pk):
        kept, other = other, kept
    act = actions.set_apart if request.POST.get("is") == "two" else actions.merge
    return act(kept, other, form.hand(request.actor))


def _ruled(ruling: Ruling, sight: Sight) -> Ruling:
    ruling.kept, ruling.other = person_for(ruling.kept, sight), person_for(ruling.other, sight)
    return ruling


def _alike(pairs: Sequence[Pair], sight: Sight) -> list[Alike]:
    found = Person.objects.in_bulk({pk for pair in pairs for pk in (pair.person_id, pair.other_id)})
    people = {pk: person_for(one, sight) for pk, one in found.items()}
    known = [pair for pair in pairs if pair.person_id in people and pair.other_id in people]
    return [Alike(people[pair.person_id], people[pair.other_id], WHY[pair.why]) for pair in known]


@dataclass(frozen=True)
class Line:
    """One fact of both, and whether it differs."""

    label: str | Promise
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        said = {value for value in self.values if value}
        return len(said) > 1


def _lines(both: Sequence[PersonPage]) -> list[Line]:
    people = [page.person for page in both]
    return [
        Line(_("姓名"), tuple(one.masked_name for one in people)),
        Line(_("性别"), tuple(str(one.get_sex_display()) for one in people)),
        Line(_("年龄"), tuple("" if page.age is None else _("%(age)d 岁") % {"age": page.age} for page in both)),
        Line(_("证件"), tuple(_document(one) for one in people)),
        Line(_("电话"), tuple(one.masked_phone for one in people)),
        Line(_("现住"), tuple(page.home.dwelling.address for page in both)),
        Line(_("入住日期"), tuple(page.home.from_on.isoformat() if page.home.from_on else "" for page in both)),
    ]


def _document(person: Person) -> str:
    return f"{person.get_document_kind_display()} {person.masked_document}" if person.document_index else ""
