"""What is looked at in the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet

from wangge.cases.catalogue.lines import CategoryLine, ConditionLine
from wangge.cases.models.catalogue import CatalogueVersion, Category, FilingCondition, FirstDesk, Route, StageLimit


@dataclass(frozen=True)
class Major:
    """A major with the number of its classes."""

    kind: str
    code: str
    name: str
    categories: int


def versions() -> QuerySet[CatalogueVersion]:
    """Every version, those in force first."""
    return CatalogueVersion.objects.annotate(category_count=Count("categories")).order_by(
        F("to_on").desc(nulls_first=True), "is_local", "code"
    )


def majors_of(version: CatalogueVersion) -> list[Major]:
    """The majors of a version in the order of its directory."""
    rows = version.categories.values_list("kind", "major_code", "major_name").annotate(n=Count("pk"))
    found: dict[tuple[str, str], Major] = {}
    for kind, code, name, count in rows.order_by("-kind", "major_code", "major_name"):
        known = found.get((kind, code))
        found[kind, code] = Major(kind, code, known.name if known else name, count + (known.categories if known else 0))
    return list(found.values())


def search(words: str, *, version: CatalogueVersion | None = None) -> QuerySet[Category]:
    """Classes whose name, common names, code or filing conditions hold every word."""
    found = Category.objects.all() if version is None else version.categories.all()
    for word in words.split():
        in_conditions = Q(conditions__text__contains=word, conditions__to_on=None)
        by_name = Q(minor_name__contains=word) | Q(synonyms__contains=word) | Q(major_name__contains=word)
        by_code = Q(minor_code=word) | Q(major_code=word[:2], minor_code=word[2:])
        found = found.filter(by_name | by_code | in_conditions)
    return found.distinct().order_by("version_id", "-kind", "major_code", "minor_code")


def offered(on: date, words: str = "") -> QuerySet[Category]:
    """Classes that may be given to a new matter: of versions in force, not those that another class stands for."""
    current = CatalogueVersion.objects.in_force(on)
    found = search(words) if words else Category.objects.order_by("version_id", "-kind", "major_code", "minor_code")
    return found.filter(version__in=current, maps_to=None).filter(Q(to_on=None) | Q(to_on__gt=on))


def conditions_in_force(category: Category, on: date) -> QuerySet[FilingCondition]:
    """The conditions of a class that hold on a day."""
    return category.conditions.all().in_force(on).order_by("number")


def with_conditions(categories: QuerySet[Category], on: date) -> QuerySet[Category]:
    """Classes with `current_conditions`, in two queries."""
    current = FilingCondition.objects.in_force(on).order_by("number")
    return categories.prefetch_related(Prefetch("conditions", queryset=current, to_attr="current_conditions"))


def history_of(condition: FilingCondition) -> QuerySet[FilingCondition]:
    """A condition and what it was before, newest first."""
    same = FilingCondition.objects.filter(category=condition.category_id, number=condition.number)
    return same.order_by("-from_on", "-pk")


def lines_of(version: CatalogueVersion, on: date) -> Iterator[ConditionLine]:
    """A version as the lines of a sheet."""
    rows = FilingCondition.objects.in_force(on).filter(category__version=version)
    categories: dict[int, CategoryLine] = {}
    for row in rows.order_by("-category__kind", "category__major_code", "category__minor_code", "number"):
        category = categories.setdefault(row.category_id, CategoryLine.of(row.category))
        yield ConditionLine.of(row, category)


def routes() -> QuerySet[Route]:
    """Current routes with what they name."""
    return Route.objects.filter(to_on=None).order_by(
        "area__code", "handler_kind", "major_code", "category_id", "-part", "-priority"
    )


def first_desks() -> QuerySet[FirstDesk]:
    """Current first desks: the general ones first."""
    return FirstDesk.objects.filter(to_on=None).order_by("category_id", "source", "pk")


def stage_limits() -> QuerySet[StageLimit]:
    """Current limits of stages."""
    return StageLimit.objects.filter(to_on=None).order_by("pk")
