"""Cases: lists, one case, and a new one."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from wangge.accounts.roles import FIELD
from wangge.cases import reading
from wangge.cases.access import DESK_POWERS, seen_by
from wangge.cases.choosing import conditions_coded
from wangge.cases.models import Case, Category, FilingCondition, Source
from wangge.cases.queries import Filters
from wangge.cases.stages import Visit
from wangge.cases.stages.collect import Report, collect
from wangge.cases.workflow import Stage
from wangge.interfaces.api import cursors
from wangge.interfaces.api.callers import Called
from wangge.interfaces.api.places import area_of
from wangge.interfaces.api.problems import MayNotWrite
from wangge.interfaces.api.said import CasePage, CaseSaid, EntrySaid, lines_of
from wangge.interfaces.api.uploads import MOST, PhotoIn, photos_of
from wangge.interfaces.api.words import (
    AreaCode,
    Cursor,
    DepartmentPath,
    Key,
    Latitude,
    Limit,
    Longitude,
    Moment,
    Number,
    Short,
    Words,
)  # fmt: skip
from wangge.interfaces.api.writing import once
from wangge.kernel import clock
from wangge.kernel.refused import Refused

router = Router(tags=["cases"])
WHO_COLLECTS = frozenset(DESK_POWERS) | FIELD
CategoryCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{4,6}$", examples=["01001"])]


class CaseFilter(Schema):
    """Which cases; what is left out narrows nothing."""

    stage: Literal["open"] | Stage | None = None
    source: Source | None = None
    area: AreaCode | None = None
    department: DepartmentPath | None = None
    clock: Literal["late", "soon", "ok", "was_late"] | None = None
    mark: Literal["supervised", "joint", "urgent", "reworked", "reopened", "urged"] | None = None
    text: Annotated[Short, Field(min_length=2)] | None = None
    since: date | None = Field(None, ge=date(2000, 1, 1), le=date(2199, 12, 31))
    until: date | None = Field(None, ge=date(2000, 1, 1), le=date(2199, 12, 31))
    cursor: Cursor = ""
    limit: Limit = 50

    def filters(self) -> Filters:
        """The same as the lists of the desk know it."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"cursor", "limit"}}
        return Filters(**{name: value for name, value in given.items() if value is not None})


class CaseIn(Schema):
    """A matter that another system has seen. A position, an area code, or an address; photos are uploaded before."""

    description: Words = ""
    place: Short = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    area_code: AreaCode | None = None
    category: CategoryCode | None = Field(None, description="Major and minor code in one")
    condition: Annotated[int, Field(ge=1, le=99)] | None = Field(None, description="Number of the filing condition")
    version: Short | None = Field(None, description="Code of the directory, where several are in force")
    is_urgent: bool = False
    reporter_name: Annotated[Short, Field(max_length=40)] = ""
    reporter_phone: Annotated[str, Field(pattern=r"^[0-9 +-]{0,20}$")] = ""
    photos: Annotated[list[PhotoIn], Field(max_length=MOST)] = []
    at: Moment | None = Field(None, description="When it was seen, if not now")


@router.get("/cases", response=CasePage, summary="List cases")
def cases(request: Called, wanted: Query[CaseFilter]) -> CasePage:
    """The cases that the token's mandate sees, the newest first."""
    found = wanted.filters().apply(seen_by(request.actor), clock.now())
    rows = list(_behind(found, wanted.cursor).order_by("-collected_at", "-id")[: wanted.limit + 1])
    shown = rows[: wanted.limit]
    is_last = len(rows) <= wanted.limit
    return CasePage(
        items=lines_of(shown),
        next=None if is_last else cursors.written(shown[-1].collected_at.isoformat(), str(shown[-1].pk)),
    )


@router.get("/cases/{number}", response=CaseSaid, summary="Show a case")
def case(request: Called, number: Number) -> CaseSaid:
    """One case with its assignments and its journal."""
    return CaseSaid.of_file(reading.read(reading.find(number, request.actor)))


@router.post("/cases", response={201: EntrySaid}, summary="Report a matter")
def create(request: Called, body: CaseIn, key: Key) -> Status[Any]:
    """A new case in the stage collect; its first desk follows from source and category."""
    if request.actor.role not in WHO_COLLECTS:
        raise MayNotWrite(_("这个令牌的角色不能上报案件。"))
    return once(request, key, lambda entry_key: _collect(request, body, entry_key), status=201)


def _collect(request: Called, body: CaseIn, key: UUID) -> EntrySaid:
    day = clock.today()
    category, condition = _matter(body, day)
    report = Report(
        source=Source.API,
        area=area_of(body.lon, body.lat, body.area_code or "", request.actor),
        place=body.place,
        lon=body.lon,
        lat=body.lat,
        category=category,
        condition=condition,
        reporter_name=body.reporter_name,
        reporter_phone=body.reporter_phone,
        is_urgent=body.is_urgent,
    )
    words = {"description": body.description} if body.description.strip() else {}
    visit = Visit(request.actor, body.at or clock.now(), key, words, photos_of(request, body.photos))
    collected = collect(report, visit)
    return EntrySaid.of(collected.entry, collected.case)


def _matter(body: CaseIn, day: date) -> tuple[Category | None, FilingCondition | None]:
    if body.category is None:
        return None, None
    rows = conditions_coded(body.category, day)
    if body.version:
        rows = [row for row in rows if row.category.version.code == body.version]
    if not rows:
        raise Refused(_("现行目录里没有这个类别代码。"), field="category")
    return rows[0].category, _condition(body, rows)


def _condition(body: CaseIn, rows: list[FilingCondition]) -> FilingCondition | None:
    if body.condition is None:
        return None
    fitting = [row for row in rows if row.number == body.condition and row.category_id == rows[0].category_id]
    if not fitting:
        raise Refused(_("这个类别没有这一条立案条件。"), field="condition")
    return fitting[0]


def _behind(found: QuerySet[Case], cursor: str) -> QuerySet[Case]:
    if not cursor:
        return found
    when, pk = cursors.read(cursor, str, str)
    try:
        at, last = parse_datetime(when), UUID(pk)
    except ValueError:
        at, last = None, None
    if at is None or at.tzinfo is None:
        raise Refused(_("游标不对，请从上一次的回答里原样取用。"), field="cursor")
    return found.filter(Q(collected_at__lt=at) | Q(collected_at=at, pk__lt=last), collected_at__lte=at)
