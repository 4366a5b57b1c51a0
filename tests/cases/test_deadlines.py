"""Limits and clocks, by property and by the calendar of 2026 as it was announced."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from wangge.cases.deadlines import (
    Clock,
    Limit,
    Signal,
    Unit,
    before,
    due,
    due_after_all,
    elapsed,
    extend,
    read_limit,
    remaining,
    text_left,
)
from wangge.kernel.refused import Refused
from wangge.kernel.workdays import SECOND, Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFF_2026 = [(1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (2, 23), (4, 6), (5, 1), (5, 4), (5, 5)]
ON_2026 = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
CALENDAR = Calendar(days={date(2026, *day): False for day in OFF_2026} | {date(2026, *day): True for day in ON_2026})


def at(text: str) -> datetime:
    """A moment of local wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def walked_due(start: datetime, seconds: int, calendar: Calendar) -> datetime:
    """The plain model: walk over the days, span by span, in local wall clock."""
    local, left = start.astimezone(SHANGHAI), seconds
    day = local.date()
    while True:
        if calendar.is_workday(day):
            for opens, closes in calendar.spans:
                begin = max(datetime.combine(day, opens, SHANGHAI), local)
                end = datetime.combine(day, closes, SHANGHAI)
                length = int((end - begin).total_seconds())
                if length >= left:
                    return begin + timedelta(seconds=left)
                left -= max(length, 0)
        day += timedelta(days=1)


FIRST, LAST = datetime(2024, 1, 1), datetime(2029, 12, 31)  # noqa: DTZ001 (hypothesis wants naive bounds)
fine_moments = st.datetimes(FIRST, LAST, timezones=st.just(SHANGHAI))
moments = fine_moments.map(lambda moment: moment.replace(microsecond=0))
limits = st.builds(Limit, st.integers(1, 60), st.sampled_from(Unit))
spans = st.sampled_from(
    [
        ((time(8), time(12)), (time(14), time(18))),
        ((time(9), time(17)),),
        ((time(8, 30), time(12)), (time(13, 30), time(17)), (time(19), time(20, 15))),
    ]
)
calendars = st.builds(
    Calendar,
    days=st.dictionaries(st.dates(date(2024, 1, 1), date(2029, 12, 31)), st.booleans(), max_size=60),
    spans=spans,
)


@given(moments, st.integers(1, 400), calendars)
def test_due_agrees_with_walking_over_the_days(start: datetime, hours: int, calendar: Calendar) -> None:
    assert due(start, Limit(hours, Unit.WORKING_HOUR), calendar) == walked_due(start, hours * 3600, calendar)


@given(fine_moments, limits, calendars)
def test_elapsed_until_due_is_the_limit(start: datetime, limit: Limit, calendar: Calendar) -> None:
    end = due(start, limit, calendar)
    assert elapsed(start, end, limit.unit, calendar) == limit.length(calendar) / SECOND
    assert end > start


@given(fine_moments, st.integers(1, 40), st.integers(1, 40), st.sampled_from(Unit), calendars)
def test_due_is_additive(start: datetime, first: int, second: int, unit: Unit, calendar: Calendar) -> None:
    at_once = due(start, Limit(first + second, unit), calendar)
    assert due(due(start, Limit(first, unit), calendar), Limit(second, unit), calendar) == at_once
    assert extend(due(start, Limit(first, unit), calendar), Limit(second, unit), calendar) == at_once
    assert due_after_all(start, [Limit(first, unit), Limit(second, unit)], calendar) == at_once


@given(fine_moments, fine_moments, limits, calendars)
def test_a_later_start_is_never_due_earlier(one: datetime, two: datetime, limit: Limit, calendar: Calendar) -> None:
    early, late = sorted([one, two])
    assert due(early, limit, calendar) <= due(late, limit, calendar)


@given(fine_moments, limits, st.integers(1, 50), calendars)
def test_a_longer_limit_is_due_later(start: datetime, limit: Limit, more: int, calendar: Calendar) -> None:
    assert due(start, limit, calendar) < due(start, Limit(limit.amount + more, limit.unit), calendar)


@given(fine_moments, limits, st.floats(0, 1), calendars)
def test_before_is_the_inverse_of_remaining(start: datetime, limit: Limit, part: float, calendar: Calendar) -> None:
    end = due(start, limit, calendar)
    seconds = int(part * limit.length(calendar) / SECOND)
    assert remaining(before(end, seconds, limit.unit, calendar), end, limit.unit, calendar) == seconds


@given(fine_moments, limits, st.integers(0, 10**7), calendars)
def test_pause_and_resume_at_once_change_nothing(start: datetime, limit: Limit, later: int, calendar: Calendar) -> None:
    clock = Clock.start(limit, start, calendar)
    moment = start + timedelta(seconds=later)
    again = clock.pause(moment, calendar).resume(moment, calendar)
    assert again.due_at == clock.due_at
    assert again.left(moment, calendar) == clock.left(moment, calendar)


@given(fine_moments, limits, st.integers(0, 10**7), st.integers(0, 10**7), calendars)
def test_a_pause_costs_no_time_of_the_clock(
    start: datetime, limit: Limit, run: int, rest: int, calendar: Calendar
) -> None:
    clock = Clock.start(limit, start, calendar)
    paused_at = start + timedelta(seconds=run)
    resumed_at = paused_at + timedelta(seconds=rest)
    assume(not clock.is_late(paused_at))
    paused = clock.pause(paused_at, calendar)
    assert not paused.is_late(resumed_at)
    assert paused.signal(resumed_at, calendar) == clock.signal(paused_at, calendar)
    resumed = paused.resume(resumed_at, calendar)
    assert resumed.left(resumed_at, calendar) == clock.left(paused_at, calendar)
    assert resumed.due_at >= clock.due_at


@given(fine_moments, limits, limits, calendars)
def test_extension_adds_to_what_is_left(start: datetime, limit: Limit, more: Limit, calendar: Calendar) -> None:
    clock = Clock.start(limit, start, calendar)
    longer = clock.extend(more, calendar)
    assert longer.due_at == due(clock.due_at, more, calendar)
    assert longer.left(start, calendar) == pytest.approx(clock.left(start, calendar) + longer.extended_s, abs=1e-6)
    paused = clock.pause(start, calendar).extend(more, calendar)
    assert paused.resume(start, calendar).left(start, calendar) == pytest.approx(longer.left(start, calendar), abs=1e-6)


@given(fine_moments, limits, st.integers(0, 10**8), calendars)
def test_the_signal_follows_the_share(start: datetime, limit: Limit, later: int, calendar: Calendar) -> None:
    clock = Clock.start(limit, start, calendar)
    moment = start + timedelta(seconds=later)
    signal, share = clock.signal(moment, calendar), clock.share(moment, calendar)
    assert (signal is Signal.RED) == (moment > clock.due_at)
    assert signal is Signal.RED or (signal is Signal.YELLOW) == (share >= 0.8)


def test_spring_festival_with_make_up_days() -> None:
    # 14 Feb (Saturday) is worked; 15 to 23 Feb are off; 28 Feb (Saturday) is worked.
    assert due(at("2026-02-13 17:00"), Limit(4, Unit.WORKING_HOUR), CALENDAR) == at("2026-02-14 11:00")
    assert due(at("2026-02-14 17:00"), Limit(1, Unit.WORKING_DAY), CALENDAR) == at("2026-02-24 17:00")
    assert due(at("2026-02-18 10:00"), Limit(1, Unit.WORKING_DAY), CALENDAR) == at("2026-02-24 18:00")
    assert due(at("2026-02-27 14:00"), Limit(1, Unit.WORKING_DAY), CALENDAR) == at("2026-02-28 12:00")
    assert due(at("2026-02-13 08:00"), Limit(8, Unit.WORKING_DAY), CALENDAR) == at("2026-03-02 18:00")
    assert due(at("2026-02-17 02:30"), Limit(2, Unit.EMERGENCY_HOUR), CALENDAR) == at("2026-02-17 04:30")
    assert due(at("2026-02-17 02:30"), Limit(2, Unit.CALENDAR_DAY), CALENDAR) == at("2026-02-19 02:30")


def test_a_suspension_over_the_spring_festival() -> None:
    clock = Clock.start(Limit(3, Unit.WORKING_DAY), at("2026-02-12 08:00"), CALENDAR)
    assert clock.due_at == at("2026-02-14 18:00")
    paused = clock.pause(at("2026-02-13 12:00"), CALENDAR)
    assert paused.remaining_s == 12 * 3600
    resumed = paused.resume(at("2026-02-24 08:00"), CALENDAR)
    assert resumed.due_at == at("2026-02-25 12:00")


def test_lunch_nights_and_weekends_do_not_count() -> None:
    hours = Limit(2, Unit.WORKING_HOUR)
    assert due(at("2026-11-23 11:00"), hours, CALENDAR) == at("2026-11-23 15:00")
    assert due(at("2026-11-23 12:30"), hours, CALENDAR) == at("2026-11-23 16:00")
    assert due(at("2026-11-23 16:00"), hours, CALENDAR) == at("2026-11-23 18:00")
    assert due(at("2026-11-27 17:00"), hours, CALENDAR) == at("2026-11-30 09:00")


def test_due_is_utc_and_far_away_is_as_quick_as_near() -> None:
    end = due(at("2026-11-24 08:00"), Limit(65_000, Unit.WORKING_DAY), CALENDAR)
    assert end.tzinfo is UTC
    assert elapsed(at("2026-11-24 08:00"), end, Unit.WORKING_DAY, CALENDAR) == 65_000 * 8 * 3600


def test_a_clock_that_was_late_when_paused_stays_late() -> None:
    clock = Clock.start(Limit(1, Unit.EMERGENCY_HOUR), at("2026-11-24 08:00"), CALENDAR)
    paused = clock.pause(at("2026-11-24 10:00"), CALENDAR)
    assert paused.signal(at("2026-12-24 10:00"), CALENDAR) is Signal.RED
    assert paused.resume(at("2026-12-24 10:00"), CALENDAR).due_at == clock.due_at


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("2紧急工作时", Limit(2, Unit.EMERGENCY_HOUR)),
        ("4工作时", Limit(4, Unit.WORKING_HOUR)),
        (" 5工作日", Limit(5, Unit.WORKING_DAY)),
        ("2紧急工作日", Limit(2, Unit.CALENDAR_DAY)),
        ("种植季节15工作日", Limit(15, Unit.WORKING_DAY)),
        ("3 个工作日\n", Limit(3, Unit.WORKING_DAY)),
        ("两个工作日", Limit(2, Unit.WORKING_DAY)),
        ("10天", Limit(10, Unit.WORKING_DAY)),
    ],
)
def test_limits_are_read_as_sheets_write_them(text: str, limit: Limit) -> None:
    assert Limit.parse(text) == limit


def test_what_stands_around_a_limit_is_kept() -> None:
    assert read_limit("种植季节15工作日").season == "种植季节"
    assert read_limit("1紧急工作时制止").rest == "制止"
    assert read_limit("4小时").is_vague and not read_limit("4工作时").is_vague


@given(limits)
def test_a_limit_reads_back_as_it_is_written(limit: Limit) -> None:
    assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize("text", ["", "尽快", "工作日", "0工作日", "2个月"])
def test_a_limit_that_cannot_be_read_is_refused_with_a_mend(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        Limit.parse(text)
    assert refusal.value.mend and refusal.value.field == "处置时限"


@pytest.mark.parametrize(
    ("seconds", "unit", "text"),
    [
        (2 * 3600, Unit.WORKING_HOUR, "剩 2 小时"),
        (11 * 3600, Unit.WORKING_DAY, "剩 1 工作日 3 小时"),
        (-27 * 3600, Unit.EMERGENCY_HOUR, "超时 1 天 3 小时"),
        (-90, Unit.EMERGENCY_HOUR, "超时 1 分钟"),
        (59, Unit.EMERGENCY_HOUR, "剩不到 1 分钟"),
        (5400, Unit.WORKING_DAY, "剩 1 小时 30 分钟"),
    ],
)
def test_what_is_left_reads_in_a_few_words(seconds: float, unit: Unit, text: str) -> None:
    assert text_left(seconds, unit, CALENDAR) == text


def test_the_night_after_a_working_limit_is_late_at_once() -> None:
    clock = Clock.start(Limit(1, Unit.WORKING_DAY), at("2026-11-24 08:00"), CALENDAR)
    assert clock.text(at("2026-11-24 20:00"), CALENDAR) == "刚超时"
    assert clock.pause(at("2026-11-24 10:00"), CALENDAR).text(at("2026-12-01 10:00"), CALENDAR) == "已暂停，剩 6 小时"


def test_a_limit_is_told_in_the_reader_s_language_and_written_in_chinese() -> None:
    with override("en"):
        assert str(Limit(1, Unit.WORKING_DAY)) == "1 working day"
        assert str(Limit(2, Unit.EMERGENCY_HOUR)) == "2 emergency hours"
        assert Limit.parse(Limit(2, Unit.EMERGENCY_HOUR).written) == Limit(2, Unit.EMERGENCY_HOUR)
    assert str(Limit(1, Unit.WORKING_DAY)) == "1 工作日"
