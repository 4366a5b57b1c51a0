"""One small town in which every test lives.

西溪区 (990106) has two streets, three communities and four grids, a desk at each level, two
departments with one unit, and a catalogue of four matters. Everything is made under the scope
"import"; tests then act as the people of the town.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from wangge.accounts.actors import Actor
from wangge.accounts.models import Credential, Department, Mandate, User
from wangge.accounts.roles import Role
from wangge.areas.levels import Level
from wangge.areas.models import Area
from wangge.areas.places import Place
from wangge.cases.models import (
    Assignment,
    Case,
    CatalogueVersion,
    Category,
    FilingCondition,
    HandlerKind,
    Kind,
    Source,
    StageClock,
    StageLimit,
)
from wangge.cases.stages.collect import Collected, Report, collect
from wangge.cases.visit import Visit
from wangge.kernel.ids import new_id
from wangge.kernel.kept import expire_all
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.workdays import Unit
from wangge.registers.basis import actions as basis

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGINNING = date(2025, 1, 1)
PASSWORD = "Town-of-tests-2026"


def moment(text: str) -> datetime:
    """A local moment: `moment("2026-03-02 09:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


MONDAY_NINE = moment("2026-03-02 09:00")


@dataclass
class World:
    """The town: areas, people as actors, departments and matters by short English names."""

    areas: dict[str, Area] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    conditions: dict[str, FilingCondition] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.people[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def place(self, name: str) -> Place:
        """The light value of one area."""
        area = self.areas[name]
        return Place(area.pk, area.code or "", area.name, Level(area.level))

    def visit(self, who: str, at: datetime, **words: str) -> Visit:
        """A visit of one person, with free words by name."""
        return Visit(self.people[who], at, new_id(), words)

    def collect(self, who: str = "worker", at: datetime = MONDAY_NINE, **changes: Any) -> Collected:
        """Collect a manhole cover in grid one, or what `changes` say."""
        report = {"source": Source.WORKER, "area": self.place("grid1"), "place": "文一路 1 号", **changes}
        return collect(Report(**report), self.visit(who, at, description="井盖丢了"))


@dataclass(frozen=True)
class As:
    """`with As(actor):` opens the actor's scope as an interface would."""

    actor: Actor

    def __enter__(self) -> Actor:
        context = open_scope(self.actor.scope())
        object.__setattr__(self, "_context", context)
        context.__enter__()
        return self.actor

    def __exit__(self, *error: Any) -> None:
        self._context.__exit__(*error)  # type: ignore[attr-defined]


def build() -> World:
    """Make the town."""
    world = World()
    with open_scope(machine("import")):
        basis.seed()
        _make_areas(world)
        _make_departments(world)
        _make_people(world)
        _make_catalogue(world)
    return world


AREAS = (
    ("district", None, "990106", "西溪区", Level.DISTRICT),
    ("street1", "district", "990106001", "文新街道", Level.STREET),
    ("street2", "district", "990106002", "古荡街道", Level.STREET),
    ("community1", "street1", "990106001001", "阳光社区", Level.COMMUNITY),
    ("community2", "street1", "990106001002", "星洲社区", Level.COMMUNITY),
    ("community3", "street2", "990106002001", "古墩社区", Level.COMMUNITY),
    ("grid1", "community1", "990106001001001", "阳光社区第一网格", Level.GRID),
    ("grid2", "community1", "990106001001002", "阳光社区第二网格", Level.GRID),
    ("grid3", "community2", "990106001002001", "星洲社区第一网格", Level.GRID),
    ("grid4", "community3", "990106002001001", "古墩社区第一网格", Level.GRID),
)
DEPARTMENTS = (
    ("urban", "district", "cg.", "区城市管理局", True, False),
    ("urban_west", "district", "cg.01.", "城管局西片中队", True, False),
    ("works", "district", "sz.", "区市政设施中心", False, False),
    ("police", "district", "ga.", "区公安分局", True, False),
    ("street1_office", "street1", "jd1.", "文新街道办事处", False, True),
    ("community1_office", "community1", "sq1.", "阳光社区居委会", False, True),
)
PEOPLE = (
    ("worker", "王敏", Role.GRID_WORKER, "grid1", None),
    ("worker2", "李强", Role.GRID_WORKER, "grid1", None),
    ("neighbour_worker", "赵磊", Role.GRID_WORKER, "grid4", None),
    ("community", "陈静", Role.COMMUNITY_DESK, "community1", None),
    ("community_second", "周涛", Role.COMMUNITY_DESK, "community1", None),
    ("neighbour_community", "吴芳", Role.COMMUNITY_DESK, "community3", None),
    ("street", "孙伟", Role.STREET_DESK, "street1", None),
    ("street_second", "郑洁", Role.STREET_DESK, "street1", None),
    ("neighbour_street", "冯军", Role.STREET_DESK, "street2", None),
    ("operator", "何丽", Role.OPERATOR, "district", None),
    ("duty", "吕明", Role.DUTY_OFFICER, "district", None),
    ("duty_second", "丁宁", Role.DUTY_OFFICER, "district", None),
    ("dispatcher", "施芸", Role.DISPATCHER, "district", None),
    ("dispatcher_second", "姚远", Role.DISPATCHER, "district", None),
    ("urban_handler", "沈刚", Role.HANDLER, "district", "urban"),
    ("urban_west_handler", "韩雪", Role.HANDLER, "district", "urban_west"),
    ("works_handler", "杨帆", Role.HANDLER, "district", "works"),
    ("police_handler", "朱勇", Role.HANDLER, "district", "police"),
    ("assessor", "秦岚", Role.ASSESSOR, "district", None),
    ("leader", "许峰", Role.LEADER, "district", None),
    ("system_admin", "史磊", Role.SYSTEM_ADMIN, "district", None),
    ("security_admin", "钱程", Role.SECURITY_ADMIN, "district", None),
    ("audit_admin", "唐宁", Role.AUDIT_ADMIN, "district", None),
)
MATTERS = (
    ("cover", "001", "雨水井盖", "缺失、移位", 2, Unit.EMERGENCY_HOUR, HandlerKind.MUNICIPAL, False),
    ("heap", "036", "乱堆物料", "占用公共场所", 1, Unit.WORKING_DAY, HandlerKind.SANITATION, False),
    ("stall", "005", "店外经营", "占道", 4, Unit.WORKING_HOUR, HandlerKind.ENFORCEMENT, True),
    ("road", "013", "道路破损", "面积超过半平方米", 5, Unit.WORKING_DAY, HandlerKind.MUNICIPAL, False),
)
STAGE_LIMITS = (
    (StageClock.FILE, 2, Unit.WORKING_HOUR),
    (StageClock.DISPATCH, 2, Unit.WORKING_HOUR),
    (StageClock.ACCEPT, 4, Unit.WORKING_HOUR),
    (StageClock.ARRIVE, 1, Unit.EMERGENCY_HOUR),
    (StageClock.CHECK, 1, Unit.WORKING_DAY),
    (StageClock.CLOSE, 1, Unit.WORKING_DAY),
    (StageClock.EVALUATE, 5, Unit.CALENDAR_DAY),
    (StageClock.SUSPEND, 365, Unit.CALENDAR_DAY),
)


def _make_areas(world: World) -> None:
    for key, parent, code, name, level in AREAS:
        world.areas[key] = Area.objects.create(
            parent=world.areas[parent] if parent else None,
            code=code,
            name=name,
            level=level,
            grid_kind="comprehensive" if level == Level.GRID else "",
        )


def _make_departments(world: World) -> None:
    for key, area, path, name, is_enforcement, is_office in DEPARTMENTS:
        parent = path.rstrip(".").rpartition(".")[0]
        world.departments[key] = Department.objects.create(
            name=name,
            area=world.areas[area],
            area_code=world.areas[area].code or "",
            path=path,
            parent=next((one for one in world.departments.values() if parent and one.path == f"{parent}."), None),
            is_enforcement=is_enforcement,
            is_office=is_office,
        )


def _make_people(world: World) -> None:
    for key, name, role, area, department in PEOPLE:
        user = User.objects.create(username=key, name=name, created_at=MONDAY_NINE)
        mandate = Mandate.objects.create(
            user=user,
            role=role,
            area=world.areas[area],
            area_code=world.areas[area].code or "",
            department=world.departments[department] if department else None,
            department_path=world.departments[department].path if department else "",
            starts_on=BEGINNING,
        )
        world.people[key] = Actor.of_mandate(mandate)
    world.people["timer"] = Actor.machine_named("timer")


def give_password(username: str) -> None:
    """Let one person of the town sign in with PASSWORD."""
    from django.contrib.auth.hashers import make_password

    with open_scope(machine("import")):
        user = User.objects.get(username=username)
        Credential.objects.create(
            user=user, password=make_password(PASSWORD), must_change=False, changed_at=MONDAY_NINE
        )


def _make_catalogue(world: World) -> None:
    version = CatalogueVersion.objects.create(code="TEST-2026", name="西溪区目录", from_on=BEGINNING, is_local=True)
    for key, minor, name, text, amount, unit, handler, is_enforcement in MATTERS:
        category = Category.objects.create(
            version=version,
            kind=Kind.ITEM,
            major_code="06",
            major_name="市容环境",
            minor_code=minor,
            minor_name=name,
            is_enforcement=is_enforcement,
            from_on=BEGINNING,
        )
        world.conditions[key] = FilingCondition.objects.create(
            category=category,
            number=1,
            text=text,
            limit_amount=amount,
            limit_unit=unit,
            closing="恢复",
            wants_photo_before=False,
            wants_photo_after=False,
            handler_kind=handler,
            from_on=BEGINNING,
        )
    for stage, amount, unit in STAGE_LIMITS:
        StageLimit.objects.create(stage=stage, limit_amount=amount, limit_unit=unit, from_on=BEGINNING)
    expire_all()


def assignment_of(case_id: UUID, department: Department) -> Assignment:
    """The latest assignment of one department."""
    return Assignment.objects.filter(case_id=case_id, department=department).latest("sent_at")


def fresh(case: Case) -> Case:
    """The case as it now stands in the database."""
    return Case.objects.get(pk=case.pk)
