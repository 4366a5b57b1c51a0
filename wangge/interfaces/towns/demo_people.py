"""Who works in the demo town: departments, offices, people with mandates, and the rows that the town has set."""

import json
import os
import random
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.hashers import make_password

from wangge.accounts.actors import Actor
from wangge.accounts.models import Credential, Department, Mandate, User
from wangge.accounts.roles import Role
from wangge.areas.models import Area
from wangge.cases.catalogue.taking_in import load_default_catalogue
from wangge.cases.models import CatalogueVersion, DeskLevel, LateRule, Route, StageClock
from wangge.interfaces.towns.demo_land import BEGINNING, Land
from wangge.interfaces.towns.demo_words import DEPARTMENTS, DUTIES, FAMILY, GIVEN
from wangge.kernel import clock
from wangge.kernel.calendar_days import fill_calendar
from wangge.kernel.ids import new_id

IMPORT = Actor.machine_named("import")
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
DISTRICT_ROLES = (
    (Role.OPERATOR, "operator"), (Role.DUTY_OFFICER, "duty"), (Role.DISPATCHER, "dispatcher"),
    (Role.ASSESSOR, "assessor"), (Role.LEADER, "leader"), (Role.SYSTEM_ADMIN, "system"),
    (Role.SECURITY_ADMIN, "security"), (Role.AUDIT_ADMIN, "audit"),
)  # fmt: skip
ESCALATES, SUPERVISES = LateRule.Follows.ESCALATE, LateRule.Follows.SUPERVISE
LATE_RULES = (
    (StageClock.FILE, DeskLevel.COMMUNITY, ESCALATES),
    (StageClock.DISPATCH, DeskLevel.COMMUNITY, ESCALATES),
    (StageClock.HANDLE, "", SUPERVISES),
)


@dataclass
class Demo:
    """The one account that shows a role."""

    role: str
    name: str
    area: str
    username: str


@dataclass
class People:
    """Everybody by post (role and area code, or department path), and which accounts show the roles."""

    rng: random.Random
    posts: dict[tuple[str, str], list[Actor]] = field(default_factory=lambda: defaultdict(list))
    departments: dict[str, Department] = field(default_factory=dict)
    by_kind: dict[str, Department] = field(default_factory=dict)
    offices: dict[str, Department] = field(default_factory=dict)
    demos: list[Demo] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    phones: int = 0

    @classmethod
    def found(cls) -> "People":
        """Everybody who holds a post now, as the database knows them."""
        people = cls(random.Random(0))  # noqa: S311
        held = Mandate.objects.in_force(clock.today()).filter(user__is_active=True)
        for mandate in held.select_related("user", "area", "department").order_by("pk"):
            place = mandate.department_path or mandate.area_code
            people.posts[(Role(mandate.role), place)].append(Actor.of_mandate(mandate))
        found = {one.path: one for one in Department.objects.all()}
        for path, _name, _short, _is_enforcement, kinds in DEPARTMENTS:
            people.departments[path] = found[path]
            people.by_kind |= dict.fromkeys(kinds, found[path])
        people.offices = {one.area_code: one for one in found.values() if one.is_office}
        return people

    def at(self, role: Role, where: str) -> list[Actor]:
        """Those who hold a post."""
        return self.posts[(role, where)]

    def name(self) -> str:
        """A name that nobody here has yet."""
        while True:
            name = self.rng.choice(FAMILY) + self.rng.choice(GIVEN)
            if name not in self.names:
                self.names.add(name)
                return name


def make_people(land: Land, rng: random.Random) -> People:
    """Departments and offices first, then two people for every desk, unit and grid."""
    people = People(rng)
    _make_departments(people, land)
    for role, username in DISTRICT_ROLES:
        _post(people, role, land.district, username, is_demo=True)
        if role in (Role.OPERATOR, Role.DUTY_OFFICER, Role.DISPATCHER):
            _post(people, role, land.district, f"{username}2")
    for number, department in enumerate(people.departments.values(), start=1):
        _post(people, Role.HANDLER, land.district, "handler" if number == 1 else f"handler{number}a",
              department=department, is_demo=number == 1)  # fmt: skip
        _post(people, Role.HANDLER, land.district, f"handler{number}b", department=department)
    _make_desks(people, Role.STREET_DESK, "street", land.streets, DUTIES[3])
    _make_desks(people, Role.COMMUNITY_DESK, "community", land.communities, DUTIES[2])
    _make_workers(people, land)
    return people


def set_rules(people: People, land: Land) -> None:
    """Calendar, catalogue, routes and what follows when a desk is late."""
    year = clock.today().year
    fill_calendar((year - 2, year - 1, year), by=IMPORT, at=clock.now(), key=new_id())
    load_default_catalogue(by=IMPORT, at=clock.now(), key=new_id())
    if not CatalogueVersion.objects.exists():
        raise TypeError("the shipped catalogue is empty")
    routes = [Route(handler_kind=kind, department=one, from_on=BEGINNING) for kind, one in people.by_kind.items()]
    for area in [*land.streets, *land.communities]:
        kinds = ("community",) if area in land.communities else ("street", "service_team")
        office = people.offices[area.code]
        routes += [Route(handler_kind=kind, area=area, department=office, from_on=BEGINNING) for kind in kinds]
    Route.objects.bulk_create(routes)
    LateRule.objects.bulk_create(
        LateRule(stage=stage, level=level, follows=follows, from_on=BEGINNING) for stage, level, follows in LATE_RULES
    )


def give_passwords(people: People) -> list[dict[str, str]]:
    """A random password for each account that shows a role; answers the table."""
    lines = []
    for demo in people.demos:
        password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
        user = User.objects.get(username=demo.username)
        Credential.objects.create(
            user=user, password=make_password(password), must_change=False, changed_at=clock.now()
        )
        lines.append({"role": demo.role, "name": demo.name, "area": demo.area, "username": demo.username,
                      "password": password})  # fmt: skip
    return lines


def write_accounts(file: Path, lines: list[dict[str, str]]) -> None:
    """Keep the table where only its owner reads it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(lines, out, ensure_ascii=False, indent=1)
    part.replace(file)


def _make_departments(people: People, land: Land) -> None:
    for path, name, short, is_enforcement, kinds in DEPARTMENTS:
        parent = people.departments.get(path.split(".")[0] + ".")
        one = Department.objects.create(
            name=name, short_name=short, area=land.district, area_code=land.district.code, path=path, parent=parent,
            level=path.count("."), is_enforcement=is_enforcement,
        )  # fmt: skip
        people.departments[path] = one
        people.by_kind |= dict.fromkeys(kinds, one)
    for number, area in enumerate([*land.streets, *land.communities], start=1):
        is_street = area in land.streets
        people.offices[area.code] = Department.objects.create(
            name=f"{area.name}{'办事处' if is_street else '居委会'}", area=area, area_code=area.code,
            path=f"bsc{number:02d}.", is_office=True,
        )  # fmt: skip


def _make_desks(people: People, role: Role, prefix: str, areas: list[Area], duty: str) -> None:
    for number, area in enumerate(areas, start=1):
        username = prefix if number == 1 else f"{prefix}{number}"
        _post(people, role, area, username, duty=duty, is_demo=number == 1)
        _post(people, role, area, f"{prefix}{number}b")


def _make_workers(people: People, land: Land) -> None:
    for number, grid in enumerate(land.grids, start=1):
        is_first = number == 1
        username = "worker" if is_first else f"worker{number}"
        _post(people, Role.GRID_WORKER, grid, username, duty=DUTIES[0], is_demo=is_first)
        leader = "gridleader" if is_first else f"gridleader{number}"
        _post(people, Role.GRID_LEADER, grid, leader, duty=DUTIES[1], is_demo=is_first)


def _post(
    people: People,
    role: Role,
    area: Area,
    username: str,
    *,
    department: Department | None = None,
    duty: str = "",
    is_demo: bool = False,
) -> None:
    name = people.name()
    user = User.objects.create(username=username, name=name, created_at=clock.now())
    people.phones += bool(duty)
    public = {
        "is_public": True, "public_name": name, "public_duty": duty, "public_phone": f"199-0000-{people.phones:04d}",
    } if duty else {}  # fmt: skip
    path = department.path if department else ""
    mandate = Mandate.objects.create(
        user=user, role=role, area=area, area_code=area.code, department=department, department_path=path,
        starts_on=BEGINNING, **public,
    )  # fmt: skip
    people.posts[(role, path or area.code)].append(Actor.of_mandate(mandate))
    if is_demo:
        where = department.label if department else area.name
        people.demos.append(Demo(str(role.label), name, where, username))
