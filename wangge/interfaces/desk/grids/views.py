"""One area at a glance: people, dwellings, organisations, open matters, this month's changes; numbers lead to lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wangge.accounts.actors import Actor
from wangge.accounts.queries import within
from wangge.accounts.roles import WORKING
from wangge.areas import queries as areas
from wangge.areas.levels import Level
from wangge.areas.models import Area
from wangge.cases.access import CASE_ROLES, seen_by
from wangge.cases.models import OPEN
from wangge.interfaces.desk.overview.figures import list_url
from wangge.interfaces.shared.access import SignedIn, for_roles
from wangge.kernel import clock
from wangge.kernel.models import Change
from wangge.kernel.models.change import ChangeKind
from wangge.registers.buildings.models import Use
from wangge.registers.counting.models import Subject
from wangge.registers.counting.queries import Figures, all_of, figures
from wangge.registers.counting.senses import Sense
from wangge.registers.organisations import queries as organisations
from wangge.registers.organisations.models import Kind
from wangge.registers.writing import KEEPERS

ROWS: dict[str, str | Promise] = {
    "people_residence": _("居住信息"),
    "people_person": _("人员"),
    "people_household": _("家庭户"),
    "buildings_building": _("楼栋"),
    "buildings_dwelling": _("房屋"),
    "organisations_organisation": _("单位"),
    "organisations_hazard": _("安全隐患"),
}


@dataclass(frozen=True)
class Tile:
    """One number, its words, and the list that it counts ("" for none)."""

    label: str | Promise
    number: int | str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Changed:
    """What changed of one kind this month."""

    label: str | Promise
    added: int
    changed: int
    removed: int


@require_safe
@for_roles(*WORKING)
def own(request: SignedIn) -> HttpResponseRedirect:
    """The area that one stands in."""
    area = get_object_or_404(areas.current(), code=request.actor.area_code)
    return redirect("desk:grid", area.pk)


@require_safe
@for_roles(*WORKING)
def show(request: SignedIn, pk: int) -> HttpResponse:
    """One area of one's own ground."""
    actor, today = request.actor, clock.today()
    area = get_object_or_404(areas.current(), pk=pk, code__startswith=actor.area_code)
    parts = list(areas.children_of(area)) if area.level != Level.GRID else []
    found = figures(area.code, [part.code for part in parts if part.code], today)
    context = {
        "area": area,
        "path": [place for place in areas.path_of(pk).places[:-1] if place.code.startswith(actor.area_code)],
        "parts": [_part(part, found[part.code]) for part in parts],
        "people": _people(area, found[area.code], actor, today),
        "things": _things(area, found[area.code]),
        "organisations": list(_organisations(area, found[area.code], actor, today)),
        "matters": _matters(area, actor),
        "changes": list(_changes(area, actor, today)),
        "month": today.replace(day=1),
        "keeps": actor.role in KEEPERS,
    }
    return TemplateResponse(request, "desk/grids/show.html", context)


def _part(part: Area, found: Figures) -> tuple[Area, int, int]:
    """An area below with its dwellings and organisations."""
    return part, found.total(Subject.DWELLING), found.total(Subject.ORGANISATION)


def _people(area: Area, found: Figures, actor: Actor, today: date) -> list[Tile]:
    """Only those who keep the archive are led to its people."""
    told = all_of(found, today)
    residents, households = (
        _url(name, area) if actor.role in KEEPERS else "" for name in ("desk:residents", "desk:households")
    )
    tiles = [Tile(Sense(sense).label, number, residents) for sense, number in told.items()]
    return [*tiles, Tile(Subject.HOUSEHOLD.label, found.total(Subject.HOUSEHOLD), households)]


def _things(area: Area, found: Figures) -> list[Tile]:
    uses = found.things[Subject.DWELLING]
    return [
        Tile(Subject.BUILDING.label, found.total(Subject.BUILDING), _url("desk:buildings", area)),
        Tile(Subject.DWELLING.label, found.total(Subject.DWELLING), _url("desk:dwellings", area)),
        Tile(Use.LET.label, uses[Use.LET], _url("desk:dwellings", area, use=Use.LET.value)),
        Tile(Use.EMPTY.label, uses[Use.EMPTY], _url("desk:dwellings", area, use=Use.EMPTY.value)),
    ]


def _organisations(area: Area, found: Figures, actor: Actor, today: date) -> Iterator[Tile]:
    kinds = found.things[Subject.ORGANISATION]
    yield Tile(Subject.ORGANISATION.label, sum(kinds.values()), _url("desk:organisations", area))
    yield Tile(Kind.SHOP.label, kinds[Kind.SHOP], _url("desk:organisations", area, kind=Kind.SHOP.value))
    seen = organisations.organisations_seen_by(actor).filter(within(area.code))
    hazards, due = organisations.with_hazard(seen).count(), seen.filter(inspection_due_on__lt=today).count()
    yield Tile(_("有隐患"), hazards, _url("desk:organisations", area, hazard="any"), "late" if hazards else "")
    yield Tile(_("检查已过期"), due, _url("desk:organisations", area, due="over"), "late" if due else "")


def _matters(area: Area, actor: Actor) -> list[Tile]:
    if actor.role not in CASE_ROLES:
        return []
    now = clock.now()
    told = seen_by(actor).filter(within(area.code)).filter(OPEN).aggregate(n=Count("pk"), late=_late(now))
    late = list_url(area=area.code, stage="open", clock="late")
    return [
        Tile(_("在办事项"), told["n"], list_url(area=area.code, stage="open")),
        Tile(_("超时"), told["late"], late, "late" if told["late"] else ""),
    ]


def _late(now: datetime) -> Count:
    return Count("pk", filter=Q(due_at__lte=now, answered_at=None))


def _changes(area: Area, actor: Actor, today: date) -> Iterator[Changed]:
    """Counts by kind of row; for those who keep the archive."""
    if actor.role not in KEEPERS:
        return
    since = timezone.make_aware(datetime.combine(today.replace(day=1), time.min))
    made = Change.objects.filter(within(area.code), at__gte=since, table__in=list(ROWS))
    counts: dict[tuple[str, str], int] = {}
    for table, kind, count in made.values_list("table", "kind").annotate(Count("pk")).order_by():
        counts[table, kind] = count
    for table, label in ROWS.items():
        told = [
            counts.get((table, kind.value), 0) for kind in (ChangeKind.INSERT, ChangeKind.UPDATE, ChangeKind.DELETE)
        ]
        if any(told):
            yield Changed(label, *told)


def _url(name: str, area: Area, **narrowed: str) -> str:
    """The list behind a number; none where there is no such screen."""
    try:
        return f"{reverse(name)}?{urlencode({'area': area.code, **narrowed})}"
    except NoReverseMatch:
        return ""
