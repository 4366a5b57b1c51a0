"""Unusual ways of looking: many in a day, outside the own area, at night. Shown to be asked about, not to condemn."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractHour, TruncDate

from wangge.accounts.models import Mandate
from wangge.kernel.models import Look


@dataclass(frozen=True)
class Pattern:
    """How one person looked lately."""

    who: int
    name: str
    total: int
    most_a_day: int
    outside: int
    at_night: int


@dataclass(frozen=True)
class Thresholds:
    """From which number on somebody should ask, within how many days, and when night is; 0 asks never."""

    days: int
    a_day: int
    outside: int
    at_night: int
    night: tuple[int, int]

    @classmethod
    def set_here(cls) -> "Thresholds":
        """As the settings say."""
        return cls(
            settings.AUDIT_DAYS,
            settings.AUDIT_LOOKS_A_DAY,
            settings.AUDIT_LOOKS_OUTSIDE,
            settings.AUDIT_LOOKS_AT_NIGHT,
            settings.AUDIT_NIGHT,
        )

    def are_reached_by(self, found: Pattern) -> bool:
        """Whether somebody should ask."""
        counted = ((self.a_day, found.most_a_day), (self.outside, found.outside), (self.at_night, found.at_night))
        return any(0 < least <= count for least, count in counted)

    def at_night_by(self, hour: str) -> Q:
        """The looks of the night."""
        first, last = self.night
        late, early = Q(**{f"{hour}__gte": first}), Q(**{f"{hour}__lt": last})
        return late | early if first > last else late & early


def patterns(looks: QuerySet[Look], now: datetime, limits: Thresholds) -> list[tuple[Pattern, bool]]:
    """Everybody who looked lately and whether that is unusual, the unusual ones first."""
    recent = looks.filter(at__gte=now - timedelta(days=limits.days), who__isnull=False).order_by()
    found = [(each, limits.are_reached_by(each)) for each in _each(recent, limits)]
    return sorted(found, key=lambda told: (not told[1], -told[0].most_a_day, -told[0].total))


def _each(recent: QuerySet[Look], limits: Thresholds) -> list[Pattern]:
    own = Mandate.objects.filter(pk=OuterRef("mandate")).values("area_code")[:1]
    outside = Q(own__isnull=False) & ~Q(area_code="") & ~Q(area_code__startswith=F("own"))
    rows = (
        recent.annotate(own=Subquery(own), hour=ExtractHour("at"))
        .values("who")
        .annotate(
            called=Max("name"),
            total=Count("pk"),
            outside=Count("pk", filter=outside),
            at_night=Count("pk", filter=limits.at_night_by("hour")),
        )
    )
    most = _most_a_day(recent)
    return [
        Pattern(row["who"] or 0, row["called"], row["total"], most[row["who"] or 0], row["outside"], row["at_night"])
        for row in rows
    ]


def _most_a_day(recent: QuerySet[Look]) -> dict[int, int]:
    most: dict[int, int] = {}
    days = recent.annotate(day=TruncDate("at")).values("who", "day").annotate(n=Count("pk"))
    for row in days:
        who = row["who"] or 0
        most[who] = max(most.get(who, 0), row["n"])
    return most
