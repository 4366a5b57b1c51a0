"""What a desk may choose from: filing conditions, handlers, the places and the cases nearby, the cases to dispatch."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case as When
from django.db.models import Q, QuerySet, Value
from django.db.models import When as If

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
from wangge.areas import queries as areas
from wangge.areas.places import AreaPath
from wangge.cases import routing
from wangge.cases.access import DESK_LEVEL, DESK_POWERS, seen_by
from wangge.cases.models import OPEN, Case, CatalogueVersion, Category, DeskLevel, FilingCondition, Route
from wangge.cases.routing import Matter, Suggestion
from wangge.cases.workflow import FINAL_STAGES, Relation, Stage
from wangge.kernel import codes
from wangge.kernel.geo import box_around, distance_m
from wangge.kernel.kept import Derived, rows_of
from wangge.kernel.scope import code_range

NEAR_METRES = 300.0
NEAR_DAYS = timedelta(days=30)
MOST_NEAR = 8
MOST_FOUND = 40
MOST_WAITING = 50
MOST_LATEST = 200
MOST_USED = 6
COMMUNITY_LENGTH = codes.LENGTH_OF[codes.Level.COMMUNITY]
STREET_LENGTH = codes.LENGTH_OF[codes.Level.STREET]


def conditions_in_force(on: date) -> QuerySet[FilingCondition]:
    """Every condition under which a case may be filed on a day, with its category and directory.

    A class that another one stands for (供水井盖异常 for 供水井盖) is not offered beside it.
    """
    row = Q(to_on=None) | Q(to_on__gt=on)
    of_category = Q(category__to_on=None) | Q(category__to_on__gt=on)
    of_version = Q(category__version__to_on=None) | Q(category__version__to_on__gt=on)
    return FilingCondition.objects.filter(row, of_category, of_version, from_on__lte=on).filter(
        category__from_on__lte=on, category__version__from_on__lte=on, category__maps_to=None
    )


def conditions_coded(code: str, on: date) -> list[FilingCondition]:
    """The same of one category by its code, of the newest directory first. No query."""
    return [row for row in _coded.value().get(code, ()) if _may_file(row, on)]


def _by_code() -> dict[str, list[FilingCondition]]:
    found = sorted(
        rows_of(FilingCondition).values(), key=lambda row: (-row.category.version.from_on.toordinal(), row.number)
    )
    coded: dict[str, list[FilingCondition]] = defaultdict(list)
    for row in found:
        coded[row.category.code].append(row)
    return dict(coded)


_coded = Derived(_by_code, FilingCondition, Category, CatalogueVersion)


def condition_in_force(pk: int, on: date) -> FilingCondition | None:
    """The condition, if a case may be filed under it on this day. No query."""
    condition = rows_of(FilingCondition).get(pk)
    return condition if condition and _may_file(condition, on) else None


def _may_file(condition: FilingCondition, on: date) -> bool:
    category = condition.category
    is_in_force = all(row.is_in_force(on) for row in (condition, category, category.version))
    return is_in_force and category.maps_to_id is None


def conditions_matching(words: str, on: date) -> list[FilingCondition]:
    """Conditions whose category, synonyms, code or text hold every word; those named so come first. One query."""
    found = conditions_in_force(on)
    for word in words.split():
        found = found.filter(_holds(word))
    first = words.split(maxsplit=1)[0] if words.split() else ""
    is_named = When(
        If(category__minor_name__icontains=first, then=Value(0)),
        If(category__synonyms__icontains=first, then=Value(1)),
        default=Value(2),
    )
    order = ("category__major_code", "category__minor_code", "number")
    return list(found.order_by(is_named, "-category__version__from_on", *order)[:MOST_FOUND])


def conditions_of(category: Category, on: date) -> list[FilingCondition]:
    """The conditions of one category. One query."""
    return list(conditions_in_force(on).filter(category=category).order_by("number"))


def used_lately(actor: Actor, on: date) -> list[FilingCondition]:
    """The conditions of this person's own latest reports, then those most usual on the same ground. Two queries."""
    rows = seen_by(actor).filter(condition__isnull=False).order_by("-collected_at")
    latest = list(rows.values_list("condition_id", "collected_by_id")[:MOST_LATEST])
    own = [condition for condition, collector in latest if collector == actor.user_id]
    usual = [condition for condition, _times in Counter(condition for condition, _collector in latest).most_common()]
    wanted = list(dict.fromkeys([*own, *usual]))[:MOST_USED]
    found = {one.pk: one for one in conditions_in_force(on).filter(pk__in=wanted)}
    return [found[key] for key in wanted if key in found]


def _holds(word: str) -> Q:
    texts = Q(text__icontains=word)
    for name in ("minor_name", "major_name", "synonyms"):
        texts |= Q(**{f"category__{name}__icontains": word})
    if word.isascii() and word.isalnum():
        texts |= Q(category__minor_code=word.upper()) | Q(category__major_code=word.upper())
        if len(word) > 2:  # both codes in one, as printed in the directory
            texts |= Q(category__major_code=word[:2].upper(), category__minor_code=word[2:].upper())
    return texts


def handlers_for(case: Case) -> list[Department]:
    """Who can be given this case by the desk that holds it, the nearest first. One query."""
    found = Department.objects.filter(is_retired=False, area_code__in=codes_above(case.area_code))
    is_community_office = Q(is_office=True, area_code__in=codes_above(case.area_code, COMMUNITY_LENGTH))
    if case.desk_level == DeskLevel.COMMUNITY:
        found = found.filter(is_community_office)
    elif case.category and case.category.is_enforcement:
        found = found.exclude(is_community_office)
    return list(found.order_by("-area_code", "path"))


def codes_above(area_code: str, shortest: int = 0) -> list[str]:
    """The area's code and those of the areas that hold it, down to a length."""
    return [code for code in (*codes.ancestors_of(area_code), area_code) if len(code) >= shortest]


def suggestions(case: Case, on: date) -> list[Suggestion]:
    """Who should handle this case, by the routes. One query."""
    subject = case.condition or case.category
    return routing.suggest(subject, areas.path_of(case.area_id), on) if subject else []


@dataclass(frozen=True)
class Waiting:
    """A case that waits for dispatch, with the handlers that the routes suggest."""

    case: Case
    path: AreaPath
    suggestions: Sequence[Suggestion]

    @property
    def lead(self) -> Suggestion | None:
        """The suggested lead."""
        return next((one for one in self.suggestions if one.part == "lead"), None)

    @property
    def co(self) -> list[Suggestion]:
        """The suggested co-handlers."""
        return [one for one in self.suggestions if one.part == "co"]


def can_dispatch(actor: Actor) -> bool:
    """Whether this person's desk dispatches at all."""
    return bool(actor.role and Relation.DISPATCHER in DESK_POWERS.get(actor.role, ()))


def waiting_for_dispatch(actor: Actor, on: date) -> list[Waiting]:
    """The cases that this person's desk has to dispatch, the most pressing first; not those that are to be voided."""
    if not can_dispatch(actor) or actor.role is None:
        return []
    cases = seen_by(actor).filter(stage=Stage.FILE, ask="", needs_desk=True, desk_level=DESK_LEVEL[actor.role])
    cases = cases.order_by("stage_due_at", "id")
    found = list(cases[:MOST_WAITING])
    routes = list(Route.objects.in_force(on).filter(department__is_retired=False))
    return [_waiting(case, routes) for case in found]


def _waiting(case: Case, routes: Iterable[Route]) -> Waiting:
    path = areas.path_of(case.area_id)
    subject = case.condition or case.category
    if subject is None:
        return Waiting(case, path, [])
    matter = Matter(case.category, case.condition) if case.category else Matter.of(subject)
    chosen = routing.choose(matter, path, [route for route in routes if fits(route, matter, path)])
    return Waiting(case, path, chosen)


def fits(route: Route, matter: Matter, path: AreaPath) -> bool:
    """Whether a route in force fits the matter and the place: `routing.candidates`, asked of a row in memory."""
    category, condition = matter.category, matter.condition
    criteria = (
        (route.category_id, category.pk),
        (route.major_code and (route.version_id, route.kind, route.major_code), _major(category)),
        (route.version_id, category.version_id),
        (route.kind, category.kind),
        (route.condition_number, condition.number if condition else None),
        (route.handler_kind, condition.handler_kind if condition else None),
    )
    is_here = route.area_id is None or route.area_id in [place.id for place in path.places]
    return is_here and all(not wanted or wanted == given for wanted, given in criteria)


def _major(category: Category) -> tuple[int, str, str]:
    return (category.version_id, category.kind, category.major_code)


@dataclass(frozen=True)
class Near:
    """A case close to a place, and how far it is."""

    case: Case
    metres: int
    is_same: bool


@dataclass(frozen=True)
class Spot:
    """Where and when something is, and what it is where that is known."""

    lon: float
    lat: float
    at: datetime
    area_code: str
    category_id: int | None = None


def near(spot: Spot, actor: Actor, *, metres: float = NEAR_METRES) -> list[Near]:
    """Open cases of the last 30 days close to a spot: the same category first, then the nearest. One query.

    The index of open cases by area serves it, within the street, so its cost grows with a street's open cases only.
    """
    lo, hi = code_range(spot.area_code[:STREET_LENGTH])
    west, south, east, north = box_around(spot.lon, spot.lat, metres)
    found = seen_by(actor).filter(
        OPEN, area_code__gte=lo, area_code__lt=hi, lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north,
        collected_at__gte=spot.at - NEAR_DAYS,
    ).order_by("-collected_at")[:200]  # fmt: skip
    close = (_near(case, spot) for case in found)
    chosen = sorted((one for one in close if one.metres <= metres), key=lambda one: (not one.is_same, one.metres))
    return chosen[:MOST_NEAR]


def near_case(case: Case, actor: Actor) -> list[Near]:
    """Other open cases close to this one; none where its position is not known. One query."""
    if case.lon is None or case.lat is None:
        return []
    spot = Spot(case.lon, case.lat, case.collected_at, case.area_code, case.category_id)
    return [one for one in near(spot, actor) if one.case.pk != case.pk]


def _near(case: Case, spot: Spot) -> Near:
    metres = distance_m(spot.lon, spot.lat, case.lon or 0, case.lat or 0)
    return Near(case, round(metres), spot.category_id is not None and case.category_id == spot.category_id)


def mergeable(case: Case, actor: Actor) -> QuerySet[Case]:
    """The cases that this one may be merged into, as far as this person sees them."""
    return seen_by(actor).exclude(pk=case.pk).exclude(stage__in=sorted(FINAL_STAGES))
