"""The working calendar: filled from the announced holidays, corrected by a person, loud where a year is missing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.accounts.actors import Actor
from wangge.kernel.calendar_days import confirm_year, fill_calendar, set_day
from wangge.kernel.clock import now
from wangge.kernel.kept import expire_all
from wangge.kernel.models import CalendarDay, Record
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope
from wangge.kernel.workdays import SECOND, Calendar, current_calendar, known_years, missing_years

IMPORTER = Actor.machine_named("import")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOVEMBER = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
OFF_2026 = [
    (1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (2, 23), (4, 6), (5, 1), (5, 4), (5, 5), (6, 19),
    (9, 25), (10, 1), (10, 2), (10, 5), (10, 6), (10, 7),
]  # fmt: skip
ON_2026 = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    expire_all()
    yield
    expire_all()


@pytest.fixture
def scoped(db: None) -> Iterator[None]:
    with open_scope(machine("import")):
        yield


def fill(*years: int) -> None:
    fill_calendar(years, by=IMPORTER, at=now(), key=uuid4())


def test_2026_is_exactly_as_announced(scoped: None) -> None:
    fill(2026)
    calendar = current_calendar()
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    odd = {day for day in year if calendar.is_workday(day) != (day.weekday() < 5)}
    assert odd == {date(2026, *day) for day in OFF_2026 + ON_2026}
    assert sum(calendar.is_workday(day) for day in year) == 248


def test_in_november_a_year_without_its_notice_is_missing(scoped: None) -> None:
    fill(2026, 2027)
    assert missing_years(datetime(2026, 10, 31, tzinfo=SHANGHAI)) == []
    assert missing_years(NOVEMBER) == [2027]
    assert CalendarDay.objects.filter(on__year=2027, is_provisional=True).exists()
    confirm_year(2027, by=IMPORTER, at=now(), key=uuid4())
    assert missing_years(NOVEMBER) == []
    assert known_years() == {2026, 2027}


def test_an_empty_calendar_misses_this_year_too(scoped: None) -> None:
    assert missing_years(NOVEMBER) == [2026, 2027]
    with pytest.raises(Refused, match="还没有"):
        confirm_year(2027, by=IMPORTER, at=now(), key=uuid4())


def test_filling_again_keeps_what_a_person_corrected(scoped: None) -> None:
    fill(2026)
    eve = date(2026, 12, 31)
    set_day(eve, is_workday=False, name="本区停工", by=IMPORTER, at=now(), key=uuid4())
    assert not current_calendar().is_workday(eve)
    rows = list(CalendarDay.objects.values().order_by("on"))
    fill(2026)
    assert list(CalendarDay.objects.values().order_by("on")) == rows


def test_a_day_goes_back_to_its_weekday(scoped: None) -> None:
    fill(2026)
    make_up = date(2026, 10, 10)
    assert current_calendar().is_workday(make_up)
    set_day(make_up, is_workday=None, by=IMPORTER, at=now(), key=uuid4())
    assert not current_calendar().is_workday(make_up)
    assert Record.objects.filter(act="calendar.set_day").count() == 1


def test_working_hours_are_local() -> None:
    calendar = Calendar()
    assert calendar.is_working(datetime(2026, 11, 24, 0, 30, tzinfo=UTC))
    assert not calendar.is_working(datetime(2026, 11, 24, 12, 30, tzinfo=SHANGHAI))
    assert not calendar.is_working(datetime(2026, 11, 28, 9, tzinfo=SHANGHAI))
    assert calendar.day_length == 8 * 3600 * SECOND


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
calendars = st.builds(Calendar, days=st.dictionaries(days, st.booleans(), max_size=80))
FIRST, LAST = datetime(2020, 1, 1), datetime(2030, 12, 31)  # noqa: DTZ001 (hypothesis wants naive bounds)
moments = st.datetimes(FIRST, LAST, timezones=st.just(SHANGHAI))


@given(calendars, moments)
def test_worked_and_moment_are_inverse(calendar: Calendar, at: datetime) -> None:
    worked = calendar.worked(at)
    first = calendar.moment(worked)
    assert calendar.worked(first) == worked
    assert first <= at
    assert calendar.worked(first - timedelta(microseconds=1)) == worked - 1


@given(calendars, days, st.integers(1, 200))
def test_working_days_between_two_dates_are_counted(calendar: Calendar, start: date, length: int) -> None:
    midnight = datetime.combine(start, time(), SHANGHAI)
    end = midnight + timedelta(days=length)
    counted = sum(calendar.is_workday(start + timedelta(days=n)) for n in range(length))
    assert calendar.worked(end) - calendar.worked(midnight) == counted * calendar.day_length
