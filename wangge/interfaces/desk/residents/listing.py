"""The list of residents: found as people type, narrowed, sorted, paged by key."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.desk.residents.filters import HouseholdFilter, ResidentFilter
from wangge.interfaces.shared.access import ASKED_AND_SENT, SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.interfaces.shared.searching import Kept, in_place_of, said, searched
from wangge.interfaces.shared.sight import sight_of
from wangge.kernel import clock
from wangge.registers.basis.datasets import PERSON
from wangge.registers.people.numbers import is_told, runs
from wangge.registers.people.queries import in_order, number_index
from wangge.registers.people.rows import of_households, of_residences
from wangge.registers.writing import KEEPERS

ORDERS = {"name": "pinyin", "-name": "-pinyin", "since": "from_on", "-since": "-from_on"}
FIRST_ORDER = "-id"
NOT_FOUND = _("按这个号码找不到人：请核对后只写完整的手机或证件号码。号码没有写进地址。")
MORE = ("capacity", "presence", "past")


def _by_number(typed: str) -> Kept | None:
    """Of a full number, whatever stands beside it, its blind index; of a mistyped one nothing."""
    number = next(filter(None, map(number_index, (typed, *filter(is_told, runs(typed))))), "")
    return {"number": number} if number else in_place_of(typed)


@ASKED_AND_SENT
@for_roles(*KEEPERS)
@searched(ResidentFilter, _by_number, NOT_FOUND)
def show(request: SignedIn) -> HttpResponse:
    """One page of the list."""
    today = clock.today()
    sight = sight_of(request.actor)
    form = ResidentFilter(said(request), actor=request.actor)
    order = ORDERS.get(request.GET.get("sort", ""), FIRST_ORDER)
    found = in_order(form.filters().apply(request.actor, today), order)
    page = page_of(found.select_related("dwelling"), request, order=order)
    context = {
        "form": form,
        "page": page,
        "rows": of_residences(page.rows, today, sight),
        "sees_documents": sight.shows(PERSON, "document"),
        "here": request.get_full_path(),
        "more": any(request.GET.get(name) for name in MORE),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return TemplateResponse(request, "desk/residents/list.html", context)


@ASKED_AND_SENT
@for_roles(*KEEPERS)
@searched(HouseholdFilter, _by_number, NOT_FOUND)
def households(request: SignedIn) -> HttpResponse:
    """One page of the households."""
    today = clock.today()
    form = HouseholdFilter(said(request), actor=request.actor)
    found = form.filters().apply(request.actor, today)
    page = page_of(found.select_related("dwelling"), request, order=FIRST_ORDER)
    context = {
        "form": form,
        "page": page,
        "homes": of_households(page.rows, sight_of(request.actor)),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return TemplateResponse(request, "desk/residents/households.html", context)
