"""A real district as its file of matters tells it: streets and communities by the given lists, units, kinds of matters.

Everything is found or made by its code, so that a second run makes nothing twice.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department, Mandate, User
from wangge.accounts.roles import Role
from wangge.areas.levels import Level
from wangge.areas.models import Area
from wangge.areas.places import Place
from wangge.cases.models import CatalogueVersion, Category, FilingCondition, Kind, Source
from wangge.kernel.refused import Refused
from wangge.kernel.workdays import Unit

VERSION = "SZPS-2018"
BEGINNING = date(2017, 1, 1)
NOBODY = "-"
COLUMNS = ("rec_id", "create_time", "type", "main_type", "sub_type", "source", "district", "street", "community",
           "dispose_unit", "achieve")  # fmt: skip
OUTCOMES = {"按期办结": True, "逾期办结": False}
SOURCES = {"12345": Source.HOTLINE, "12319": Source.HOTLINE, "固话投诉": Source.HOTLINE, "政府信箱": Source.PORTAL}
LIMIT_DAYS = 5


@dataclass(frozen=True)
class Matter:
    """One row of the file."""

    number: str
    on: date
    kind: str
    main: str
    sub: str
    source: Source
    street: str
    community: str
    unit: str
    is_on_time: bool


@dataclass
class Town:
    """The district made ready: where, who and what, by the names that the file uses."""

    district: Area
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    street_names: dict[str, str] = field(default_factory=dict)
    units: dict[str, Department] = field(default_factory=dict)
    handlers: dict[str, Actor] = field(default_factory=dict)
    conditions: dict[tuple[str, str, str], FilingCondition] = field(default_factory=dict)
    operator: Actor | None = None
    dispatcher: Actor | None = None
    duty: Actor | None = None


def read_matters(path: Path) -> list[Matter]:
    """Every row of the file, checked. Raises Refused naming column, row and mend."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise Refused(_("文件缺少列：%(names)s。") % {"names": "、".join(missing)}, field=missing[0])
        return [_matter(number, row) for number, row in enumerate(reader, start=2)]


def _matter(number: int, row: dict[str, str]) -> Matter:
    if row["achieve"] not in OUTCOMES:
        sentence = _("第 %(row)d 行 achieve 是“%(value)s”，只能是按期办结或逾期办结。")
        raise Refused(sentence % {"row": number, "value": row["achieve"]}, field="achieve")
    try:
        day = date.fromisoformat(row["create_time"])
    except ValueError as error:
        sentence = _("第 %(row)d 行 create_time“%(value)s”不是日期，请写成 2018-02-08。")
        raise Refused(sentence % {"row": number, "value": row["create_time"]}, field="create_time") from error
    return Matter(
        row["rec_id"], day, row["type"], row["main_type"], row["sub_type"], SOURCES.get(row["source"], Source.PORTAL),
        row["street"], row["community"], row["dispose_unit"], OUTCOMES[row["achieve"]],
    )  # fmt: skip


def make_town(matters: list[Matter], lists: Path) -> Town:
    """Find or make the district, its people, units and catalogue. `lists` is the folder of division codes."""
    town = _make_areas(lists)
    _make_units(town, sorted({matter.unit for matter in matters}))
    _make_people(town)
    _make_catalogue(town, sorted({(matter.kind, matter.main, matter.sub) for matter in matters}))
    return town


def _make_areas(lists: Path) -> Town:
    district = _area("440310", "坪山区", Level.DISTRICT, None)
    town = Town(district)
    town.places[(NOBODY, NOBODY)] = _place(district)
    for code, name in _rows(lists / "china-division_streets.csv", "440310"):
        street = _area(code, name, Level.STREET, district)
        town.street_names[code] = name
        town.places[(name, NOBODY)] = _place(street)
        for community_code, community_name in _rows(lists / "china-division_villages.csv.gz", code):
            short = community_name.removesuffix("居委会")
            community = _area(community_code, short, Level.COMMUNITY, street)
            town.places[(name, short)] = _place(community)
    return town


def _rows(path: Path, prefix: str) -> Iterator[tuple[str, str]]:
    if not path.exists():
        raise Refused(_("找不到区划表 %(name)s，请用 --areas 指明所在文件夹。") % {"name": path.name})
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["code"].startswith(prefix):
                yield row["code"], row["name"]


def _area(code: str, name: str, level: Level, parent: Area | None) -> Area:
    return Area.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent": parent})[0]


def _place(area: Area) -> Place:
    return Place(area.pk, area.code or "", area.name, Level(area.level))


def _make_units(town: Town, names: Iterable[str]) -> None:
    for number, name in enumerate(names, start=1):
        shown = name if name != NOBODY else _("（未署名单位）")
        town.units[name] = Department.objects.get_or_create(
            path=f"ps{number:03d}.",
            defaults={"name": shown, "area": town.district, "area_code": town.district.code},
        )[0]


def _make_people(town: Town) -> None:
    town.operator = _person(town, "ps-operator", "坪山受理员", Role.OPERATOR)
    town.dispatcher = _person(town, "ps-dispatcher", "坪山派遣员", Role.DISPATCHER)
    town.duty = _person(town, "ps-duty", "坪山值班长", Role.DUTY_OFFICER)
    for name, unit in town.units.items():
        label = f"{unit.name}经办人"[:40]
        town.handlers[name] = _person(town, f"ps-{unit.path.rstrip('.')}", label, Role.HANDLER, unit)


def _person(town: Town, username: str, name: str, role: Role, unit: Department | None = None) -> Actor:
    made_at = datetime.combine(BEGINNING, time(), ZoneInfo(settings.TIME_ZONE))
    user = User.objects.get_or_create(username=username, defaults={"name": name, "created_at": made_at})[0]
    mandate = Mandate.objects.get_or_create(
        user=user,
        role=role,
        area=town.district,
        department=unit,
        defaults={
            "area_code": town.district.code,
            "department_path": unit.path if unit else "",
            "starts_on": BEGINNING,
        },
    )[0]
    return Actor.of_mandate(mandate)


def _make_catalogue(town: Town, kinds: list[tuple[str, str, str]]) -> None:
    version = CatalogueVersion.objects.get_or_create(
        code=VERSION, defaults={"name": "坪山区 2018 年事项", "from_on": BEGINNING, "is_local": True}
    )[0]
    majors = {kind: f"{number:02d}" for number, kind in enumerate(sorted({kind for kind, _m, _s in kinds}), start=1)}
    numbers = dict.fromkeys(majors, 0)
    for kind, main, sub in kinds:
        numbers[kind] += 1
        category = Category.objects.get_or_create(
            version=version,
            kind=Kind.ITEM,
            major_code=majors[kind],
            minor_code=f"{numbers[kind]:03d}",
            defaults={"major_name": kind, "minor_name": f"{main}·{sub}"[:100], "from_on": BEGINNING},
        )[0]
        town.conditions[(kind, main, sub)] = _condition(category)


def _condition(category: Category) -> FilingCondition:
    return FilingCondition.objects.get_or_create(
        category=category,
        number=1,
        defaults={
            "text": "群众反映属实",
            "limit_amount": LIMIT_DAYS,
            "limit_unit": Unit.WORKING_DAY,
            "closing": "问题解决",
            "wants_photo_before": False,
            "wants_photo_after": False,
            "from_on": BEGINNING,
        },
    )[0]
