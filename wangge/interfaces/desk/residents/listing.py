"""The list of residents: found as people type, narrowed, sorted, paged by key."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangge.interfaces.desk.residents.filters import ResidentFilter
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.paging import page_of
from wangge.kernel import clock
from wangge.registers.basis.datasets import PERSON
from wangge.registers.basis.sight import Sight
from wangge.registers.people.queries import in_order, number_index
from wangge.registers.people.rows import of_residences
from wangge.registers.writing import KEEPERS

ORDERS = {"name": "pinyin", "-name": "-pinyin", "since": "from_on", "-since": "-from_on"}
FIRST_ORDER = "-id"
MORE = ("capacity", "presence", "past")


@require_safe
@for_roles(*KEEPERS)
def show(request: SignedIn) -> HttpResponse:
    """One page of the list."""
    today = clock.today()
    sight = Sight.of(request.actor.role, today)
    form = ResidentFilter(request.GET, actor=request.actor)
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


@require_POST
@for_roles(*KEEPERS)
def find(request: SignedIn) -> HttpResponseRedirect:
    """What was typed becomes an address that can be kept; of a full number it holds the blind index only."""
    query = request.POST.copy()
    for name in [name for name in query if name == "csrfmiddlewaretoken" or not query[name]]:
        del query[name]
    if number := number_index(query.get("q", "")):
        del query["q"]
        query["number"] = number
    return redirect(f"{reverse('desk:residents')}?{query.urlencode()}")
