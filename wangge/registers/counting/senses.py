"""In which sense somebody is counted, and which ones are asked for.

Ages are the year's: this year less the year of birth.
"""

from dataclasses import dataclass, fields
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.registers.people.codes import Capacity, Presence

OLDEST = 100
BAND = 5


class Sense(models.TextChoices):
    """户籍, 常住 and 实有: three counts of the same people."""

    ACTUAL = "actual", _("实有人口")
    RESIDENT = "resident", _("常住人口")
    REGISTERED = "registered", _("户籍人口")


@dataclass(frozen=True)
class Part:
    """People who are alike in what the three senses ask: `settles` is the month since which they have lived here."""

    capacity: str
    presence: str
    settles: str

    def counts_as(self, sense: str, today: date) -> bool:
        """Whether they count in this sense on a day."""
        if sense == Sense.REGISTERED:
            return self.capacity == Capacity.REGISTERED
        is_here = self.presence != Presence.AWAY
        return is_here and (sense == Sense.ACTUAL or self.settles <= month_of(today))


@dataclass(frozen=True)
class Asked:
    """Which people are asked for; an empty value asks for all. Ages are inclusive."""

    sense: str = Sense.ACTUAL
    sex: str = ""
    capacity: str = ""
    presence: str = ""
    education: str = ""
    age_from: int | None = None
    age_to: int | None = None

    @property
    def is_by_cohort(self) -> bool:
        """Tallies know neither ages nor education."""
        return bool(self.education) or self.age_from is not None or self.age_to is not None

    @property
    def is_everybody(self) -> bool:
        """Whether nothing but the sense is asked."""
        return all(getattr(self, one.name) in ("", None) for one in fields(self) if one.name != "sense")

    def conditions(self, today: date, *, capacity: str = "capacity") -> tuple[str, list[object]]:
        """SQL over a cohort's columns, with its parameters. `capacity` names the column that holds it."""
        asked: list[tuple[str, object]] = [
            ("sex = %s", self.sex),
            (f"{capacity} = %s", self.capacity),
            ("presence = %s", self.presence),
            ("education = %s", self.education),
            ("born_year BETWEEN 1 AND %s", today.year - self.age_from if self.age_from is not None else ""),
            ("born_year >= %s", today.year - self.age_to if self.age_to is not None else ""),
            *_sense(self.sense, today, capacity),
        ]
        wanted = [(text, value) for text, value in asked if value != ""]
        return " AND ".join(text for text, _value in wanted), [value for _text, value in wanted]


def _sense(sense: str, today: date, capacity: str) -> list[tuple[str, object]]:
    if sense == Sense.REGISTERED:
        return [(f"{capacity} = %s", Capacity.REGISTERED.value)]
    here: list[tuple[str, object]] = [("presence <> %s", Presence.AWAY.value)]
    return [*here, ("settles <= %s", month_of(today))] if sense == Sense.RESIDENT else here


def month_of(day: date) -> str:
    """2026-11"""
    return f"{day:%Y-%m}"


def age_of(born_year: int, today: date) -> int | None:
    """This year less the year of birth; None where it is not known."""
    return today.year - born_year if born_year else None


def band_of(age: int | None) -> int | None:
    """The first year of the five-year band; the last band is open."""
    return None if age is None else min(max(age, 0) // BAND * BAND, OLDEST)
