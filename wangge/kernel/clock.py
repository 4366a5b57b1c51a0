"""The only place that asks the clock. Acts are given their moment; interfaces ask for it here."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The present day in the time zone of the place."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The calendar day on which a moment falls in the time zone of the place."""
    return timezone.localtime(moment).date()
