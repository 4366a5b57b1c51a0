"""The catalogue: directories, their categories, and the conditions under which a matter is filed."""

from datetime import date
from typing import Annotated

from django.http import Http404
from ninja import Path, Router

from wangge.cases.choosing import conditions_in_force
from wangge.cases.models import CatalogueVersion, Category, FilingCondition
from wangge.interfaces.api.callers import Called
from wangge.interfaces.api.said import Said
from wangge.kernel import clock

router = Router(tags=["catalogue"])


class VersionSaid(Said):
    """One edition of the directory."""

    id: int
    code: str
    name: str
    is_local: bool
    from_on: date
    to_on: date | None


class ConditionSaid(Said):
    """A filing condition; `id` stands for it in the steps file and self_handle."""

    id: int
    number: int
    text: str
    limit_amount: int
    limit_unit: str
    closing: str
    wants_photo_before: bool
    wants_photo_after: bool


class CategorySaid(Said):
    """One class of matters with its conditions in force."""

    code: str
    kind: str
    field: str
    major_name: str
    minor_name: str
    is_enforcement: bool
    is_service: bool
    conditions: list[ConditionSaid]


@router.get("/catalogue/versions", response=list[VersionSaid], summary="Directories")
def versions(request: Called) -> list[VersionSaid]:
    """Every edition, the newest first."""
    found = CatalogueVersion.objects.order_by("-from_on", "code")
    return [VersionSaid(**{name: getattr(one, name) for name in VersionSaid.model_fields}) for one in found]


@router.get(
    "/catalogue/versions/{version}/categories", response=list[CategorySaid], summary="Categories of a directory"
)
def categories(request: Called, version: Annotated[int, Path(ge=1, le=2**53)]) -> list[CategorySaid]:
    """With the conditions under which a matter can be filed today."""
    if not CatalogueVersion.objects.filter(pk=version).exists():
        raise Http404
    by_category: dict[int, list[ConditionSaid]] = {}
    for condition in conditions_in_force(clock.today()).filter(category__version_id=version).order_by("number"):
        by_category.setdefault(condition.category_id, []).append(_condition(condition))
    found = Category.objects.filter(version_id=version).order_by("kind", "major_code", "minor_code")
    return [_category(one, by_category.get(one.pk, [])) for one in found]


def _condition(condition: FilingCondition) -> ConditionSaid:
    return ConditionSaid(**{name: getattr(condition, name) for name in ConditionSaid.model_fields})


def _category(category: Category, conditions: list[ConditionSaid]) -> CategorySaid:
    plain = {name: getattr(category, name) for name in CategorySaid.model_fields if name != "conditions"}
    return CategorySaid(conditions=conditions, **plain)
