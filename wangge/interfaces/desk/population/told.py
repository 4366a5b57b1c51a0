"""The figures of one ground as the page and the sheet tell them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.areas.models import Boundary
from wangge.interfaces.desk.overview.figures import Chart
from wangge.interfaces.desk.overview.ground import Ground
from wangge.kernel.scope import code_range
from wangge.registers.buildings.models import Use
from wangge.registers.counting.models import Subject
from wangge.registers.counting.queries import Figures, Population, figures, population, population_by_part
from wangge.registers.counting.senses import BAND, OLDEST, Asked, Sense
from wangge.registers.organisations.models import Kind
from wangge.registers.people.codes import Care, Education, Sex

STEP = 5
TOLERANCE = 0.0001
PALEST, SPAN = 0.06, 0.6
MEANS: dict[str, str | Promise] = {
    Sense.ACTUAL: gettext_lazy("实有人口：现在实际住在这里的人，不论户籍在哪里（户在人不在的不算）。"),
    Sense.RESIDENT: gettext_lazy("常住人口：实际住在这里，且户籍在本地或已住满半年（按月计，不知何时入住的不算）。"),
    Sense.REGISTERED: gettext_lazy("户籍人口：户口登记在这里的人，不论住不住在这里。"),
}


LISTS: dict[Subject, str] = {
    Subject.HOUSEHOLD: "desk:households",
    Subject.BUILDING: "desk:buildings",
    Subject.DWELLING: "desk:dwellings",
    Subject.ORGANISATION: "desk:organisations",
}


@dataclass(frozen=True)
class Figure:
    """One number with its words."""

    label: str
    number: int
    is_asked: bool = False
    listed: str = ""  # the name of the screen that lists what is counted


@dataclass(frozen=True)
class Line:
    """One part of the ground; `code` is empty for what is not placed in a part."""

    code: str
    name: str
    people: int
    households: int
    dwellings: int
    let: int
    organisations: int


@dataclass(frozen=True)
class Told:
    """Everything that is shown."""

    ground: Ground
    asked: Asked
    people: Population
    here: Figures
    lines: list[Line]
    figures: list[Figure]
    total: Line
    is_exact: bool

    @property
    def means(self) -> str:
        """What the sense that is asked for means, and how it is told."""
        means = str(MEANS[self.asked.sense])
        return means if self.is_exact else means + _("为不透露个人情况，图中和按条件统计的人数按 5 取整。")

    @property
    def charts(self) -> list[Chart]:
        """The pyramid first."""
        drawn = (_pyramid(self), _education(self), *_things(self))
        return [one for one in drawn if one]

    def shown(self, people: int) -> int:
        """So many people of whom something is told, as those may know it who do not see each of them."""
        return people if self.is_exact else stepped(people)

    def ages(self, sex: str) -> list[int]:
        """How many of one sex are in each band."""
        of = self.people.by_band(sex)
        return [self.shown(of[first]) for first in bands()]

    def ageless(self, sex: str) -> int:
        """How many of one sex were born nobody knows when."""
        return self.shown(self.people.by_band(sex)[None])

    @property
    def shapes(self) -> dict[str, Any]:
        """The parts as GeoJSON, the fuller the darker."""
        return {"type": "FeatureCollection", "features": list(_shapes(self.ground, self.lines))}


def stepped(people: int) -> int:
    """To the next step, so that nobody can be told from a figure, nor from the difference of two."""
    return (people + STEP // 2) // STEP * STEP


def tell(ground: Ground, asked: Asked, today: date, *, is_exact: bool) -> Told:
    """The figures of one ground: two queries, a third where its parts are asked by age or education.

    What is told of people by more than where they live is exact only for those who see each of them.
    """
    parts = [part.code for part in ground.parts]
    found, people = figures(ground.code, parts, today), population(ground.code, asked, today)
    here = found[ground.code]
    if asked.is_by_cohort:
        by_part = population_by_part(ground.code, parts, asked, today)
    else:
        by_part = {code: found[code].persons(asked, today) for code in parts}
    lines = [_line(part.code, part.name, by_part.get(part.code, 0), found[part.code]) for part in ground.parts]
    total = _line(ground.code, _("合计"), people.total, here)
    lines += _rest(total, lines)
    if not (is_exact or asked.is_everybody):
        lines = [replace(line, people=stepped(line.people)) for line in lines]
        total = replace(total, people=stepped(total.people))
    return Told(ground, asked, people, here, lines, _figures(here, total.people, asked, today), total, is_exact)


def bands() -> list[int]:
    """The first years of the bands, the youngest first."""
    return list(range(0, OLDEST + 1, BAND))


def name_of_band(first: int) -> str:
    """0–4, 100+"""
    return f"{first}+" if first == OLDEST else f"{first}–{first + BAND - 1}"


def _line(code: str, name: str, people: int, of: Figures) -> Line:
    things = of.things
    return Line(
        code,
        name,
        people,
        of.total(Subject.HOUSEHOLD),
        of.total(Subject.DWELLING),
        things[Subject.DWELLING][Use.LET],
        of.total(Subject.ORGANISATION),
    )


def _rest(total: Line, lines: list[Line]) -> list[Line]:
    """What stands in the ground and in none of its parts."""
    if not lines:
        return []
    names = ("people", "households", "dwellings", "let", "organisations")
    rest = {name: getattr(total, name) - sum(getattr(line, name) for line in lines) for name in names}
    return [Line("", _("未定到下级"), **rest)] if any(rest.values()) else []


def _figures(here: Figures, people: int, asked: Asked, today: date) -> list[Figure]:
    senses = [Figure(str(sense.label), here.persons(Asked(sense), today)) for sense in Sense]
    chosen = [] if asked.is_everybody else [Figure(_("符合筛选"), people, is_asked=True)]
    return [
        *chosen,
        *senses,
        *(Figure(str(Subject(subject).label), here.total(subject), listed=listed) for subject, listed in LISTS.items()),
    ]


def _pyramid(told: Told) -> Chart:
    series = [{"name": str(sex.label), "values": told.ages(sex)[::-1]} for sex in (Sex.MALE, Sex.FEMALE)]
    names = [name_of_band(first) for first in bands()[::-1]]
    return Chart(_("年龄与性别"), {"kind": "pyramid", "unit": _("人"), "names": names, "series": series})


def _education(told: Told) -> Chart | None:
    found = _shown(told, told.people.by_education())
    words = {**{each.value: str(each.label) for each in Education}, "": _("未登记或未入学")}
    return _bars(_("学历"), _("人"), found, words)


def _things(told: Told) -> Iterator[Chart | None]:
    things = told.here.things
    yield _bars(_("房屋用途"), _("套"), things[Subject.DWELLING], {u.value: str(u.label) for u in Use})
    yield _bars(_("单位类型"), _("家"), things[Subject.ORGANISATION], {k.value: str(k.label) for k in Kind})
    yield _bars(_("关爱对象"), _("人"), _shown(told, things[Subject.CARE]), {c.value: str(c.label) for c in Care})


def _shown(told: Told, found: Counter[str]) -> Counter[str]:
    return Counter({kind: told.shown(count) for kind, count in found.items()})


def _bars(title: str, unit: str, found: Counter[str], words: dict[str, str]) -> Chart | None:
    there = [code for code in words if found[code]]
    if not there:
        return None
    series = [{"name": title, "values": [found[code] for code in there], "meaning": "plain"}]
    return Chart(title, {"kind": "bar-h", "unit": unit, "names": [words[code] for code in there], "series": series})


def _shapes(ground: Ground, lines: list[Line]) -> Iterator[dict[str, Any]]:
    by_code = {line.code: line for line in lines if line.code}
    if not by_code:
        return
    most = max(*(line.people for line in by_code.values()), 1)
    lo, hi = code_range(ground.code)
    drawn = Boundary.objects.filter(to_on=None, area__is_retired=False, area__code__gte=lo, area__code__lt=hi)
    for code, wkb in drawn.filter(area__code__in=list(by_code)).values_list("area__code", "geometry"):
        line = by_code[code]
        shape = shapely.simplify(shapely.from_wkb(bytes(wkb)), TOLERANCE)
        properties = {
            "title": line.name,
            "note": _("%(people)d 人") % {"people": line.people},
            "href": f"?area={code}",
            "weight": round(PALEST + SPAN * line.people / most, 3),
        }
        yield {"type": "Feature", "properties": properties, "geometry": shape.__geo_interface__}
