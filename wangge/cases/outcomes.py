"""What came of cases, read from the journal: how many answers were in time."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr

from wangge.cases.models import Entry

STREET_LENGTH = 9


class By(StrEnum):
    """What answers are counted by."""

    KIND = "kind"
    STREET = "street"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class OnTime:
    """How many of all answers were given within their limit."""

    on_time: int
    total: int

    @property
    def rate(self) -> float:
        """From 0 to 1; 0 where there is nothing."""
        return self.on_time / self.total if self.total else 0.0

    def __str__(self) -> str:
        return f"{self.on_time} / {self.total}"


COLUMNS: dict[By, Combinable] = {
    By.KIND: F("case__category__major_name"),
    By.STREET: Substr("area_code", 1, STREET_LENGTH),
    By.DEPARTMENT: F("assignment__department__name"),
}


def on_time_by(by: By, *, area_code: str, catalogue_version: str = "") -> dict[str, OnTime]:
    """On-time answers of an area, as it stood when they were given: by major class, street code or department."""
    answers = _answers(area_code, catalogue_version).annotate(group=COLUMNS[by]).values("group")
    counted = answers.annotate(total=Count("id"), late=Count("id", filter=Q(facts__late=True))).order_by("group")
    return {row["group"]: OnTime(row["total"] - row["late"], row["total"]) for row in counted}


def _answers(area_code: str, catalogue_version: str) -> QuerySet[Entry]:
    answers = Entry.objects.filter(step="feedback", area_code__gte=area_code, area_code__lt=area_code + "~")
    return answers.filter(catalogue_version=catalogue_version) if catalogue_version else answers
