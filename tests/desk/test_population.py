"""The population's figures: what the archives hold, within one's own ground, as page and as sheet."""

import io
import random
from collections.abc import Iterator
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.desk.test_queue import signed_in
from tests.registers.counting.test_counters import ASKED, ground, plain, settle, somebody
from tests.world import World
from wangge.accounts.roles import WORKING, Role
from wangge.kernel.scope import machine, open_scope
from wangge.registers.counting.folding import fold
from wangge.registers.counting.senses import Asked, Sense
from wangge.registers.people.models import Residence

__all__ = ["ground"]
pytestmark = pytest.mark.django_db

PEOPLE = 40
POPULATION = "/desk/population/"


@pytest.fixture
def peopled(ground: World) -> Iterator[World]:
    """Some people, half of them folded."""
    rng = random.Random(3)
    for number in range(PEOPLE):
        settle(somebody(rng), rng)
        if number == PEOPLE // 2:
            fold()
    yield ground


def query(asked: Asked) -> dict[str, str]:
    return {name: str(value) for name, value in vars(asked).items() if value not in ("", None)}


@pytest.mark.parametrize("asked", ASKED)
def test_the_page_says_what_the_archives_hold(peopled: World, asked: Asked) -> None:
    for who, code in (("duty", "990106"), ("street", "990106001"), ("worker", "990106001001001")):
        told = signed_in(who).get("/desk/population/", query(asked)).context["told"]
        with open_scope(machine("import")):
            expected = plain(code, asked).total()
            parts = {line.code: plain(line.code, asked).total() for line in told.lines if line.code}
            senses = [plain(code, Asked(sense)).total() for sense in Sense]
        assert told.total.people == told.people.total == expected
        assert {line.code: line.people for line in told.lines if line.code} == parts
        numbers = [figure.number for figure in told.figures if not figure.is_asked]
        assert numbers[:3] == senses
        (pyramid,) = [chart for chart in told.charts if chart.data["kind"] == "pyramid"]
        drawn = sum(sum(series["values"]) for series in pyramid.data["series"])
        with open_scope(machine("import")):
            known = [(age, sex) for age, sex, _e in plain(code, asked).elements() if age is not None and sex in "12"]
        assert drawn == len(known)


@pytest.mark.parametrize("who", ["leader", "police_handler"])
def test_whoever_does_not_see_each_of_them_is_told_by_steps(peopled: World, who: str) -> None:
    """Age by age, somebody's schooling could be read from the difference of two figures."""
    client = signed_in(who)
    with open_scope(machine("import")):
        everybody = plain("990106", Asked()).total()
    assert client.get(POPULATION).context["told"].total.people == everybody, "where people live is told exactly"
    for age in range(0, 100, 9):
        page = client.get(POPULATION, query(Asked(age_from=age, age_to=age + 1, sex="1")))
        told = page.context["told"]
        numbers = [line.people for line in (*told.lines, told.total)]
        numbers += [figure.number for figure in told.figures if figure.is_asked]
        drawn = [series for chart in told.charts if chart.data["unit"] == "人" for series in chart.data["series"]]
        numbers += [number for series in drawn for number in series["values"]]
        assert not any(number % 5 for number in numbers)
    assert "按 5 取整" in page.content.decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(client.get(f"{POPULATION}sheet/"))))
    ages: list[list[Any]] = book.get_sheet_by_index(1).to_python()
    assert not any(cell % 5 for row in ages[1:-3] for cell in row[1:] if isinstance(cell, float))


def test_a_newcomer_shows_at_once(peopled: World) -> None:
    client = signed_in("duty")
    before = client.get("/desk/population/?sense=registered").context["told"].total.people
    with open_scope(machine("import")):
        Residence.objects.filter(capacity="floating").update(capacity="registered")
    after = client.get("/desk/population/?sense=registered").context["told"].total.people
    with open_scope(machine("import")):
        assert after == plain("990106", Asked(Sense.REGISTERED)).total() > before


def test_ones_own_ground_and_nothing_else(peopled: World) -> None:
    client = signed_in("street")
    assert client.get("/desk/population/?area=990106001001").status_code == 200
    for path in ("", "sheet/"):
        for area in ("990106", "990106002", "nonsense"):
            assert client.get(f"/desk/population/{path}?area={area}").status_code == 404
    for who in ("system_admin", "security_admin", "audit_admin"):
        assert signed_in(who).get("/desk/population/").status_code == 404
    assert Role.HANDLER in WORKING
    assert signed_in("police_handler").get("/desk/population/").status_code == 200


@pytest.mark.parametrize("typed", ["sense=x", "age_from=-1", "age_to=abc", "sex=7", "education=%01"])
def test_what_is_not_understood_is_left_out(peopled: World, typed: str) -> None:
    page = signed_in("duty").get(f"/desk/population/?{typed}")
    assert page.status_code == 200
    assert page.context["told"].asked == Asked(Sense.ACTUAL.value)


def test_the_sheet_holds_the_same(peopled: World) -> None:
    client = signed_in("duty")
    told = client.get("/desk/population/?sense=resident").context["told"]
    answer = client.get("/desk/population/sheet/?sense=resident")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))
    areas, ages = (list[list[Any]](book.get_sheet_by_index(number).to_python()) for number in (0, 1))
    assert areas[0][2] == "常住人口"
    assert {row[1]: row[2] for row in areas[1:3]} == {line.code: line.people for line in told.lines}
    assert areas[3][2] == told.people.total
    assert sum(sum(row[1:]) for row in ages[1:-3] if isinstance(row[1], float)) == told.people.total
    assert "满半年" in areas[-2][0] and "导出" in areas[-1][0]


def test_few_queries(peopled: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = signed_in("duty")
    client.get("/desk/population/")
    with django_assert_max_num_queries(15):
        client.get("/desk/population/?age_from=60")
