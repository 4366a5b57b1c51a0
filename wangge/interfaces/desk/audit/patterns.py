"""Unusual ways of looking: many in a day, outside the own area, at night. Shown to be asked about, not to condemn."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractHour, TruncDate

from wangge.accounts.models import Mandate
from wangge.kernel.models import Look

DAYS = 30
MANY_A_DAY = 30
NIGHT_FROM, NIGHT_TO = 22, 6


@dataclass(frozen=True)
class Pattern:
    """How one person looked in the last thirty days."""

    who: int
    name: str
    total: int
    most_a_day: int
    outside: int
    at_night: int

    @property
    def is_unusual(self) -> bool:
        """Whether somebody should ask."""
        return self.most_a_day >= MANY_A_DAY or self.outside > 0 or self.at_night > 0


def patterns(looks: QuerySet[Look], now: datetime) -> list[Pattern]:
    """Everybody who looked lately, the unusual ones first."""
    recent = looks.filter(at__gte=now - timedelta(days=DAYS), who__isnull=False).order_by()
    own = Mandate.objects.filter(pk=OuterRef("mandate")).values("area_code")[:1]
    told = recent.annotate(own=Subquery(own), hour=ExtractHour("at"))
    night = Q(hour__gte=NIGHT_FROM) | Q(hour__lt=NIGHT_TO)
    outside = Q(own__isnull=False) & ~Q(area_code="") & ~Q(area_code__startswith=F("own"))
    rows = told.values("who").annotate(
        called=Max("name"),
        total=Count("pk"),
        outside=Count("pk", filter=outside),
        at_night=Count("pk", filter=night),
    )
    most = _most_a_day(recent)
    found = [
        Pattern(row["who"] or 0, row["called"], row["total"], most[row["who"] or 0], row["outside"], row["at_night"])
        for row in rows
    ]
    return sorted(found, key=lambda each: (not each.is_unusual, -each.most_a_day, -each.total))


def _most_a_day(recent: QuerySet[Look]) -> dict[int, int]:
    most: dict[int, int] = {}
    days = recent.annotate(day=TruncDate("at")).values("who", "day").annotate(n=Count("pk"))
    for row in days:
        who = row["who"] or 0
        most[who] = max(most.get(who, 0), row["n"])
    return most
