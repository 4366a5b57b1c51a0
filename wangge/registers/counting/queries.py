"""What is looked at: how many there are in an area and in its parts.

A figure is its counter and what was not folded yet. Both are read in one statement, so that a
fold beside it is seen whole or not at all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from wangge.kernel.scope import code_range
from wangge.registers.counting.models import Subject
from wangge.registers.counting.senses import Asked, Part, Sense, age_of, band_of, month_of

# A counter of each area that is asked for, and the deltas below them: of the whole ground, and of each of its parts.
TALLIES = """
SELECT area_code, subject, kind, presence, sex, settles, sum(count) FROM (
    SELECT area_code, subject, kind, presence, sex, CASE WHEN settles <= %(month)s THEN '' ELSE settles END AS settles,
        count FROM counting_tally WHERE area_code = ANY(%(codes)s)
    UNION ALL
    SELECT left(area_code, l.length), subject, kind, presence, sex,
        CASE WHEN settles <= %(month)s THEN '' ELSE settles END, count
    FROM counting_delta JOIN unnest(%(lengths)s::int[]) l(length) ON l.length <= length(area_code)
    WHERE area_code >= %(lo)s AND area_code < %(hi)s
) told GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(count) <> 0
"""
COHORTS = """
SELECT {columns}, sum(count) FROM (
    SELECT area_code, sex, born_year, education, count FROM counting_cohort
    WHERE area_code = ANY(%(codes)s) AND {folded}
    UNION ALL
    SELECT left(area_code, %(length)s), sex, born_year, education, count FROM counting_delta
    WHERE area_code >= %(lo)s AND area_code < %(hi)s AND length(area_code) >= %(length)s
        AND subject = 'person' AND {fresh}
) told GROUP BY {columns} HAVING sum(count) <> 0
"""


@dataclass
class Figures:
    """What is in one area: people by sex and by what the senses ask, and everything else by its kind."""

    people: Counter[tuple[str, Part]] = field(default_factory=Counter)
    things: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def persons(self, asked: Asked, today: date) -> int:
        """How many people, ages and education aside."""
        return sum(
            count
            for (sex, part), count in self.people.items()
            if part.counts_as(asked.sense, today)
            and asked.sex in ("", sex)
            and asked.capacity in ("", part.capacity)
            and asked.presence in ("", part.presence)
        )

    def total(self, subject: str) -> int:
        """How many households, dwellings and so on."""
        return sum(self.things[subject].values())


@dataclass
class Population:
    """The people of one area by age, sex and education."""

    of: Counter[tuple[int | None, str, str]]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.of.values())

    def by_band(self, sex: str) -> Counter[int | None]:
        """Five-year bands of one sex; None where the year of birth is not known."""
        found: Counter[int | None] = Counter()
        for (age, one, _education), count in self.of.items():
            if one == sex:
                found[band_of(age)] += count
        return found

    def by_education(self) -> Counter[str]:
        """By the code of education; empty where it is not known."""
        found: Counter[str] = Counter()
        for (_age, _sex, education), count in self.of.items():
            found[education] += count
        return found

    def between(self, youngest: int, oldest: int) -> int:
        """How many are of these ages, both included."""
        return sum(count for (age, *_rest), count in self.of.items() if age is not None and youngest <= age <= oldest)


def figures(code: str, parts: Sequence[str], today: date) -> dict[str, Figures]:
    """An area and its parts (codes of one level) by their codes. One query."""
    lo, hi = code_range(code)
    asked = {
        "month": month_of(today),
        "codes": [code, *parts],
        "lengths": sorted({len(code), *(len(part) for part in parts)}),
        "lo": lo,
        "hi": hi,
    }
    found: dict[str, Figures] = defaultdict(Figures)
    for area, subject, kind, presence, sex, settles, count in _rows(TALLIES, asked):
        if subject == Subject.PERSON:
            found[area].people[sex, Part(kind, presence, settles)] += int(count)
        else:
            found[area].things[subject][kind] += int(count)
    return found


def population(code: str, asked: Asked, today: date) -> Population:
    """The people of an area who are asked for. One query."""
    rows = _cohorts([code], code, len(code), asked, today, "born_year, sex, education")
    of: Counter[tuple[int | None, str, str]] = Counter()
    for born_year, sex, education, count in rows:
        of[age_of(born_year, today), sex, education] += int(count)
    return Population(of)


def population_by_part(code: str, parts: Sequence[str], asked: Asked, today: date) -> dict[str, int]:
    """How many who are asked for live in each part, by age and education, too. One query."""
    if not parts:
        return {}
    rows = _cohorts(list(parts), code, len(parts[0]), asked, today, "area_code")
    return {area: int(count) for area, count in rows}


def all_of(figures_of: Figures, today: date) -> dict[str, int]:
    """The three senses beside each other."""
    return {sense.value: figures_of.persons(Asked(sense), today) for sense in Sense}


def _cohorts(
    codes: list[str], ground: str, length: int, asked: Asked, today: date, columns: str
) -> Iterable[tuple[Any, ...]]:
    lo, hi = code_range(ground)
    folded, values = asked.conditions(today)
    fresh, _same = asked.conditions(today, capacity="kind")
    names = [f"v{number}" for number in range(len(values))]
    named = {
        "codes": codes,
        "length": length,
        "lo": lo,
        "hi": hi,
        **dict(zip(names, values, strict=True)),
    }
    statement = COHORTS.format(columns=columns, folded=_named(folded, names), fresh=_named(fresh, names))
    return _rows(statement, named)


def _named(condition: str, names: list[str]) -> str:
    for name in names:
        condition = condition.replace("%s", f"%({name})s", 1)
    return condition


def _rows(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())
