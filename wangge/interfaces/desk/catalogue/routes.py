"""Routes: which department handles which matters where."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.cases.catalogue import acts, queries
from wangge.cases.catalogue.acts import RouteCriteria
from wangge.cases.models import Part
from wangge.cases.models.catalogue import HandlerKind, Route
from wangge.interfaces.desk.catalogue.forms import DatedForm, RouteForm
from wangge.interfaces.desk.catalogue.roles import EDITORS, READERS
from wangge.interfaces.desk.people.forms import areas_offered
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.interfaces.shared.asking import asked
from wangge.interfaces.shared.searching import said, searched
from wangge.kernel import clock

MOST = 500


@for_roles(*READERS)
@searched()
def index(request: SignedIn) -> HttpResponse:
    """Current routes by area; keepers add one."""
    may_edit = request.actor.is_one_of(*EDITORS)
    form = RouteForm(request.POST or None, actor=request.actor) if may_edit else None
    if form and form.do(lambda: _add(form, request)):
        messages.success(request, _("已增加派遣路由。"))
        return redirect("desk:routes")
    words = said(request).get("q", "").strip()
    context = {
        "routes": _found(words)[:MOST],
        "q": words,
        "areas": areas_offered(request.actor) if may_edit else [],
        "end_form": DatedForm(),
        "uncovered": _uncovered(),
    }
    return asked(request, "desk/catalogue/routes.html", form, **context)


@require_POST
@for_roles(*EDITORS)
def end(request: SignedIn, pk: int) -> HttpResponse:
    """The route holds no more."""
    route, form = get_object_or_404(Route, pk=pk), DatedForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data
        acts.end_row(route, on=words["on"], by=request.actor, at=clock.now(), key=words["key"])
        messages.success(request, _("已停用这条路由。"))
    return redirect("desk:routes")


def _add(form: RouteForm, request: SignedIn) -> Route:
    words = form.cleaned_data
    category = words["category"]
    criteria = RouteCriteria(
        category=category, handler_kind="" if category else words["handler_kind"], area=words["area"]
    )
    return acts.add_route(
        criteria,
        words["department"],
        part=Part(words["part"]),
        priority=words["priority"],
        on=words["on"],
        by=request.actor,
        at=clock.now(),
        key=words["key"],
    )


def _found(words: str) -> list[Route]:
    found = queries.routes()
    if words:
        kinds = [kind.value for kind in HandlerKind if words in str(kind.label)]
        by_name = Q(department__name__contains=words) | Q(category__minor_name__contains=words)
        found = found.filter(by_name | Q(area__name__contains=words) | Q(handler_kind__in=kinds))
    return list(found[:MOST])


def _uncovered() -> list[str]:
    """Kinds of handlers that no route of the whole place names: their matters get no suggestion."""
    rows = Route.objects.filter(to_on=None, part=Part.LEAD, area=None, category=None)
    covered = set(rows.values_list("handler_kind", flat=True))
    return [] if "" in covered else [str(kind.label) for kind in HandlerKind if kind.value not in covered]
