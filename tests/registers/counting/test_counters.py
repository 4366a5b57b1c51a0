"""Whatever is written, the counters say what a plain count of the archives says."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.db import connection

from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.scope import machine, open_scope
from wangge.registers.buildings.models import Building, Dwelling, Use
from wangge.registers.counting.folding import fold, tidy
from wangge.registers.counting.models import Cohort, Delta, Subject, Tally
from wangge.registers.counting.queries import figures, population, population_by_part
from wangge.registers.counting.senses import Asked, Sense, age_of
from wangge.registers.organisations.models import Kind, Organisation
from wangge.registers.people.codes import Capacity, Education, Presence, Sex
from wangge.registers.people.models import Household, Person, Residence

pytestmark = pytest.mark.django_db

DISTRICT = "990106"
GRIDS = ("grid1", "grid2", "grid3", "grid4")
HALF_YEAR = 183


@pytest.fixture
def ground(world: World) -> Iterator[World]:
    """Two buildings in each grid, written as the import writes."""
    with open_scope(machine("import")):
        for grid in GRIDS:
            place = world.areas[grid]
            for number in (1, 2):
                building = Building.objects.create(
                    area=place,
                    area_code=place.code,
                    community_id=place.parent_id,
                    name=f"{number}幢",
                    address=f"{grid}{number}幢",
                    road=grid,
                )
                for room in range(3):
                    Dwelling.objects.create(
                        building=building, area_code=building.area_code, room=f"{room}室", address=f"{grid}{room}"
                    )
        yield world


def somebody(rng: random.Random) -> Person:
    born = date(rng.randint(1930, 2025), rng.randint(1, 12), 5) if rng.random() < 0.9 else None
    return Person.objects.create(
        name="张三", sex=rng.choice(Sex.values), born_on=born, education=rng.choice(["", *Education.values])
    )


def settle(person: Person, rng: random.Random) -> None:
    dwelling = rng.choice(list(Dwelling.objects.all()))
    lived = clock.today() - timedelta(days=rng.choice([3, HALF_YEAR - 60, HALF_YEAR + 40, 2000]))
    Residence.objects.create(
        person=person,
        dwelling=dwelling,
        area_code=dwelling.area_code,
        capacity=rng.choice(Capacity.values),
        presence=rng.choice(Presence.values),
        from_on=rng.choice([lived, lived, None]),
        name=person.name,
    )


def _move(rng: random.Random) -> None:
    living = Residence.objects.filter(to_on=None).order_by("?").first()
    target = rng.choice(list(Dwelling.objects.all()))
    taken = Residence.objects.filter(dwelling=target, to_on=None).values("person")
    if living and not Residence.objects.filter(pk=living.pk, person__in=taken).exists():
        Residence.objects.filter(pk=living.pk).update(dwelling=target, area_code=target.area_code)


def _leave(rng: random.Random) -> None:
    some = Residence.objects.filter(to_on=None).order_by("id")[:2].values("pk")
    Residence.objects.filter(pk__in=list(some.values_list("pk", flat=True))).update(to_on=clock.today())


def _correct(rng: random.Random) -> None:
    ids = list(Person.objects.values_list("pk", flat=True))
    chosen = rng.sample(ids, min(3, len(ids)))
    Person.objects.filter(pk__in=chosen).update(
        education=rng.choice(Education.values), born_on=date(rng.randint(1940, 2020), 1, 1), sex=rng.choice(Sex.values)
    )


def _die(rng: random.Random) -> None:
    person = Person.objects.order_by("?").first()
    if person:
        Person.objects.filter(pk=person.pk).update(died_on=clock.today())


def _erase(rng: random.Random) -> None:
    living = Residence.objects.order_by("?").first()
    if living:
        living.delete()


def _household(rng: random.Random) -> None:
    dwelling = rng.choice(list(Dwelling.objects.all()))
    Household.objects.create(dwelling=dwelling, area_code=dwelling.area_code)
    if rng.random() < 0.3:
        Household.objects.filter(ended_on=None).update(ended_on=clock.today())


def _use(rng: random.Random) -> None:
    Dwelling.objects.filter(pk=rng.choice(list(Dwelling.objects.all())).pk).update(use=rng.choice(Use.values))


def _open_shop(rng: random.Random) -> None:
    building = rng.choice(list(Building.objects.all()))
    kind = rng.choice(Kind.values)
    Organisation.objects.create(name="小店", kind=kind, area=building.area, area_code=building.area_code)
    if rng.random() < 0.3:
        Organisation.objects.filter(kind=kind).update(closed_on=clock.today())


def _fold(rng: random.Random) -> None:
    fold()


WRITES: tuple[Callable[[random.Random], None], ...] = (
    lambda rng: settle(somebody(rng), rng),
    lambda rng: settle(somebody(rng), rng),
    lambda rng: settle(somebody(rng), rng),
    _move, _leave, _correct, _die, _erase, _household, _use, _open_shop,
    _fold,
)  # fmt: skip


def plain(code: str, asked: Asked) -> Counter[tuple[int | None, str, str]]:
    """The same question put to the archive itself, row by row."""
    today = clock.today()
    rows = Residence.objects.filter(area_code__startswith=code, to_on=None, person__died_on=None)
    found: Counter[tuple[int | None, str, str]] = Counter()
    for row in rows.select_related("person"):
        is_here = row.presence != "away"
        stays = row.capacity == "registered" or _has_stayed(row.from_on, today)
        counts = {
            Sense.REGISTERED: row.capacity == "registered",
            Sense.ACTUAL: is_here,
            Sense.RESIDENT: is_here and stays,
        }[Sense(asked.sense)]
        age = age_of(row.person.born_on.year if row.person.born_on else 0, today)
        fits = [
            asked.sex in ("", row.person.sex),
            asked.capacity in ("", row.capacity),
            asked.presence in ("", row.presence),
            asked.education in ("", row.person.education),
            asked.age_from is None or (age is not None and age >= asked.age_from),
            asked.age_to is None or (age is not None and age <= asked.age_to),
        ]
        if counts and all(fits):
            found[age, row.person.sex, row.person.education] += 1
    return found


def _has_stayed(since: date | None, today: date) -> bool:
    """Half a year, in whole months: from the first of the month that follows."""
    if since is None:
        return False
    before = since - timedelta(days=1)
    month = before.year * 12 + before.month - 1 + 7
    return (month // 12, month % 12 + 1) <= (today.year, today.month)


ASKED = (
    Asked(),
    Asked(Sense.RESIDENT),
    Asked(Sense.REGISTERED),
    Asked(sex="1", capacity="floating"),
    Asked(Sense.RESIDENT, education="20"),
    Asked(age_from=60),
    Asked(Sense.REGISTERED, presence="away", age_from=3, age_to=17),
)


@pytest.mark.parametrize("seed", range(4))
def test_counters_agree_with_a_plain_count(ground: World, seed: int) -> None:
    rng = random.Random(seed)
    for step in range(60):
        rng.choice(WRITES)(rng)
        if step % 15 == 14:
            agree()
    fold()
    tidy()
    assert not Delta.objects.exists()
    agree()


def agree() -> None:
    today = clock.today()
    for code in (DISTRICT, "990106001", "990106001001", "990106001001001", "990106002"):
        codes = Residence.objects.filter(area_code__startswith=code).values_list("area_code", flat=True).distinct()
        length = min(len(code) + 3, 15)
        parts = sorted({one[:length] for one in codes}) if length > len(code) else []
        told = figures(code, parts, today)
        for asked in ASKED:
            expected = plain(code, asked)
            assert population(code, asked, today).of == +expected, (code, asked)
            if asked.is_by_cohort:
                by_part = population_by_part(code, parts, asked, today)
            else:
                by_part = {part: told[part].persons(asked, today) for part in (code, *parts)}
                assert by_part.pop(code) == expected.total(), (code, asked)
            assert +Counter(by_part) == +Counter({part: plain(part, asked).total() for part in parts}), (code, asked)
        things(code, told[code].things)


def things(code: str, told: dict[str, Counter[str]]) -> None:
    dwellings = Dwelling.objects.filter(area_code__startswith=code, is_gone=False)
    organisations = Organisation.objects.filter(area_code__startswith=code, closed_on=None)
    households = Household.objects.filter(area_code__startswith=code, ended_on=None)
    assert +told[Subject.DWELLING] == Counter(dwellings.values_list("use", flat=True))
    assert +told[Subject.ORGANISATION] == Counter(organisations.values_list("kind", flat=True))
    assert told[Subject.HOUSEHOLD].total() == households.count()


def test_figures_follow_a_recoded_grid(ground: World) -> None:
    rng = random.Random(1)
    for _each in range(20):
        settle(somebody(rng), rng)
    fold()
    old, new = ground.areas["grid1"].code, "990106001001777"
    count = Residence.objects.filter(area_code=old).count()
    ground.areas["grid1"].refresh_from_db()
    with open_scope(machine("import")), connection.cursor() as cursor:
        cursor.execute("UPDATE areas_area SET code = %s WHERE code = %s", [new, old])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    today = clock.today()
    assert Residence.objects.filter(area_code=new).count() == count > 0
    assert population(old, Asked(), today).total == 0
    assert population(new, Asked(), today).of == plain(new, Asked())
    agree()


def test_a_newcomer_settles_when_half_a_year_has_passed(ground: World) -> None:
    dwelling = Dwelling.objects.all()[0]
    today = clock.today()
    person = Person.objects.create(name="李四", sex="2", born_on=date(2000, 12, 31))
    Residence.objects.create(
        person=person, dwelling=dwelling, area_code=dwelling.area_code, capacity="floating", from_on=today, name="李四"
    )
    later = today + timedelta(days=220)
    for _again in range(2):
        assert figures(DISTRICT, [], today)[DISTRICT].persons(Asked(Sense.RESIDENT), today) == 0
        assert figures(DISTRICT, [], later)[DISTRICT].persons(Asked(Sense.RESIDENT), later) == 1
        assert population(DISTRICT, Asked(Sense.RESIDENT), later).total == 1
        fold()
    in_ten_years = today.replace(year=today.year + 10, day=1)
    ((age, _sex, _education),) = population(DISTRICT, Asked(), in_ten_years).of
    assert age == in_ten_years.year - 2000


def test_everybody_counts_on_ones_own_ground_only(ground: World) -> None:
    rng = random.Random(5)
    for _each in range(30):
        settle(somebody(rng), rng)
    fold()
    settle(somebody(rng), rng)
    today = clock.today()
    with open_scope(machine("import")):
        expected = {code: plain(code, Asked()).total() for code in (DISTRICT, "990106001", "990106002")}
    for who, code in (("leader", DISTRICT), ("street", "990106001"), ("neighbour_street", "990106002")):
        with As(ground.people[who]):
            assert population(code, Asked(), today).total == expected[code]
            other = "990106002" if code != "990106002" else "990106001"
            if who != "leader":
                assert population(other, Asked(), today).total == 0
                assert not Tally.objects.filter(area_code=DISTRICT).exists()
    for who in ("system_admin", "security_admin", "audit_admin"):
        with As(ground.people[who]):
            assert not Tally.objects.exists()
            assert not Cohort.objects.exists()
            assert not Delta.objects.exists()


def test_nobody_writes_a_counter(ground: World) -> None:
    fold()
    with As(ground.duty):
        assert not Tally.objects.update(count=1)
        assert not Tally.objects.all().delete()[0]
