"""Acts on the working calendar: filled from the announced holidays, corrected day by day, confirmed year by year."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from importlib.metadata import version
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.kernel import record
from wangge.kernel.models import CalendarDay, Record
from wangge.kernel.refused import Refused
from wangge.kernel.workdays import almanac

BY_HAND = "人工"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@transaction.atomic
def fill_calendar(years: Iterable[int], *, by: record.Doer, at: datetime, key: UUID) -> int:
    """Copy the statutory holidays and make-up days of these years; days that a person has set stay. Returns new days.

    A year without make-up days has not been announced yet: its days are provisional, and it counts as missing.
    """
    wanted = sorted(set(years))
    _refuse_odd_years(wanted)
    CalendarDay.objects.filter(on__year__in=wanted, is_provisional=True).delete()
    known = set(CalendarDay.objects.filter(on__year__in=wanted).values_list("on", flat=True))
    new = [day for year in wanted for day in announced(year) if day.on not in known]
    CalendarDay.objects.bulk_create(new)
    _write("calendar.fill", by=by, at=at, key=key, facts={"years": list(wanted), "days": len(new)})
    return len(new)


@transaction.atomic
def set_day(
    on: date, *, is_workday: bool | None, name: str = "", by: record.Doer, at: datetime, key: UUID
) -> CalendarDay | None:
    """Say that people work on this day or not; None lets its weekday decide again."""
    _refuse_odd_years([on.year])
    if is_workday is None:
        CalendarDay.objects.filter(on=on).delete()
        day = None
    else:
        values = {"is_workday": is_workday, "name": name.strip(), "source": BY_HAND, "is_provisional": False}
        day, _is_new = CalendarDay.objects.update_or_create(on=on, defaults=values)
    facts: dict[str, record.Fact] = {"on": on.isoformat(), "is_workday": is_workday}
    _write("calendar.set_day", by=by, at=at, key=key, facts=facts)
    return day


@transaction.atomic
def confirm_year(year: int, *, by: record.Doer, at: datetime, key: UUID) -> None:
    """A person has compared the year with the State Council's notice: its days hold as they stand."""
    days = CalendarDay.objects.filter(on__year=year)
    if not days.exists():
        raise Refused(
            _("%(year)d 年还没有任何节假日，不能确认。") % {"year": year}, field="year", mend=_("请先填入节假日。")
        )
    days.update(is_provisional=False)
    _write("calendar.confirm_year", by=by, at=at, key=key, facts={"year": year})


def announced(year: int) -> Iterator[CalendarDay]:
    """The days of a year that differ from their weekday, as the package knows them; holidays on a weekend too."""
    import holidays  # late: slow to load, and wanted once a year

    known = holidays.country_holidays("CN", years=[year], language="zh_CN")
    make_up = sorted(on for on in known.weekend_workdays if on.year == year)
    source = f"holidays {version('holidays')}"
    is_provisional = not make_up
    for on, name in sorted(known.items()):
        if on.year == year:
            yield CalendarDay(on=on, is_workday=False, name=name[:60], source=source, is_provisional=is_provisional)
    for on in make_up:
        yield CalendarDay(on=on, is_workday=True, name="调休上班", source=source)


def _refuse_odd_years(years: Iterable[int]) -> None:
    for year in years:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Refused(
                _("年份 %(year)d 超出范围。") % {"year": year},
                field="year",
                mend=_("请写 %(first)d 到 %(last)d 之间的年份。") % {"first": FIRST_YEAR, "last": LAST_YEAR},
            )


def _write(act: str, *, by: record.Doer, at: datetime, key: UUID, facts: dict[str, record.Fact]) -> Record:
    almanac.expire()
    area_code = getattr(by, "area_code", "")
    return record.write("kernel", act, by=by, at=at, key=key, area_code=area_code, subject="calendar", facts=facts)
