"""The only place that asks the clock. Acts are given their moment; interfaces ask for it here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_played: ContextVar[datetime | None] = ContextVar("played", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _played.get() or timezone.now()


@contextmanager
def played_at(moment: datetime) -> Iterator[None]:
    """While the demo town plays its invented past, the clock shows its moments; nothing else may call this.

    It makes `recorded_at` agree with `at`, as if somebody had written down each step when it happened.
    """
    token = _played.set(moment)
    try:
        yield
    finally:
        _played.reset(token)


def today() -> date:
    """The present day in the time zone of the place."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The calendar day on which a moment falls in the time zone of the place."""
    return timezone.localtime(moment).date()
