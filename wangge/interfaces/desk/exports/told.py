"""How an exported list was narrowed, in words; of a number only that there was one."""

from collections.abc import Iterator
from functools import singledispatch

from django.utils.translation import gettext as _

from wangge.interfaces.desk.organisations.forms import DUE
from wangge.interfaces.desk.residents.filters import BANDS
from wangge.registers.buildings.models.dwelling import Use
from wangge.registers.buildings.queries import DwellingFilters
from wangge.registers.exporting.models import Narrowing
from wangge.registers.organisations.models import Hazard, Kind
from wangge.registers.organisations.queries import OrganisationFilters
from wangge.registers.people.codes import Capacity, Care, Presence
from wangge.registers.people.queries import Filters
from wangge.registers.people.rows import where_of


def narrowed_by(filters: Narrowing) -> list[str]:
    """Each condition; nothing where the whole list is meant."""
    common = [_("“%(words)s”") % {"words": filters.text} if filters.text else ""]
    common += [where_of(filters.area) if filters.area else ""]
    return [words for words in (*common, *_told(filters)) if words]


@singledispatch
def _told(filters: object) -> Iterator[str]:
    raise TypeError(f"{type(filters).__name__} narrows no list.")


@_told.register
def _of_people(filters: Filters) -> Iterator[str]:
    yield _("按完整号码查找") if filters.number else ""
    for choices, value in ((Capacity, filters.capacity), (Presence, filters.presence), (Care, filters.care)):
        yield str(choices(value).label) if value else ""
    if filters.ages:
        youngest, oldest = filters.ages
        yield str(BANDS[f"{youngest}-{oldest}"])
    yield _("含已迁出") if filters.with_past else ""


@_told.register
def _of_dwellings(filters: DwellingFilters) -> Iterator[str]:
    yield str(Use(filters.use).label) if filters.use else ""


@_told.register
def _of_organisations(filters: OrganisationFilters) -> Iterator[str]:
    yield str(Kind(filters.kind).label) if filters.kind else ""
    if filters.hazard:
        yield _("有隐患") if filters.hazard == "any" else str(Hazard.Sort(filters.hazard).label)
    if filters.due:
        yield _("检查到期：%(when)s") % {"when": dict(DUE)[filters.due]}
    yield _("含停业") if filters.with_closed else ""
