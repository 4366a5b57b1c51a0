"""The calendar at the desk: a year, a day by hand, the year that is missing."""

from datetime import date
from uuid import uuid4

import pytest

from tests.desk.lives import browser
from tests.world import As, World
from wangge.kernel import clock
from wangge.kernel.kept import expire_all
from wangge.kernel.models import CalendarDay


@pytest.fixture(autouse=True)
def _read_anew() -> None:
    expire_all()


def test_a_year_is_filled_confirmed_and_no_longer_missing(world: World) -> None:
    year = clock.today().year
    client = browser("system_admin")
    assert f"{year} 年的放假和调休安排还没有" in client.get("/desk/calendar/").content.decode()

    assert client.post("/desk/calendar/fill", {"year": year, "key": str(uuid4())}).status_code == 302
    assert client.post("/desk/calendar/confirm", {"year": year, "key": str(uuid4())}).status_code == 302

    assert f"{year} 年的放假和调休安排还没有" not in client.get("/desk/calendar/").content.decode()


def test_a_day_is_changed_by_hand(world: World) -> None:
    client = browser("duty")
    page = client.get("/desk/calendar/?day=2026-12-31").content.decode()
    assert "按星期推算" in page

    words = {"on": "2026-12-31", "state": "rests", "name": "防寒停工", "key": str(uuid4())}
    assert client.post("/desk/calendar/day", words).status_code == 302

    with As(world.duty):
        day = CalendarDay.objects.get(on=date(2026, 12, 31))
    assert (day.is_workday, day.name, day.source) == (False, "防寒停工", "人工")


def test_an_odd_address_is_not_found_and_a_bad_form_comes_back(world: World) -> None:
    client = browser("system_admin")
    for query in ("year=1", "year=x", "year=²", "year=99999999999"):
        assert client.get(f"/desk/calendar/?{query}").status_code == 404
    assert client.get("/desk/calendar/?day=9999-99-99").status_code == 200
    assert client.post("/desk/calendar/day", {"on": "2026-12-31", "state": "maybe"}).status_code == 422
    assert client.post("/desk/calendar/day", {"on": "x"}).status_code == 404


def test_only_keepers_change_it_and_only_some_see_it(world: World) -> None:
    assert browser("worker").get("/desk/calendar/").status_code == 404
    assessor = browser("assessor")
    assert assessor.get("/desk/calendar/?day=2026-12-31").status_code == 200
    assert assessor.post("/desk/calendar/day", {"on": "2026-12-31", "state": "rests"}).status_code == 404
