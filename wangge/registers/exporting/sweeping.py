"""Files of exports go after their term, and so do, a term later, the rows that tell of them; the trail stays."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from wangge.kernel import jobs
from wangge.registers.exporting.acts import ERRAND
from wangge.registers.exporting.keeping import EXPORTS
from wangge.registers.exporting.models import Export

State = Export.State
UNDER_WAY = timedelta(hours=6)  # nobody writes one file for so long


def sweep(now: datetime) -> int:
    """Take away what is past its term, and files that no row names; answers how many."""
    term = timedelta(days=settings.KEPT_DAYS_EXPORTS)
    unnamed = _sweep_unnamed(now)  # first: what expires below keeps its file until that is committed
    over = Export.objects.filter(state=State.READY, expires_at__lte=now)
    names = list(over.values_list("kept", flat=True))
    Export.objects.filter(kept__in=names).update(state=State.EXPIRED, kept="")
    for name in names:
        transaction.on_commit(partial(EXPORTS.remove, name))
    told = Export.objects.filter(state__in=(State.EXPIRED, State.FAILED), asked_at__lt=now - 2 * term)
    return unnamed + len(names) + told.delete()[0]


def wake_what_waits() -> None:
    """An export whose job was lost gets another."""
    if Export.objects.filter(state__in=(State.WAITING, State.WRITING)).exists():
        jobs.wake(ERRAND)


def _sweep_unnamed(now: datetime) -> int:
    """Files whose row is gone, or tells of another attempt."""
    files = EXPORTS.older_than(now - UNDER_WAY)
    unnamed = set(files) - set(Export.objects.filter(kept__in=files).values_list("kept", flat=True))
    for name in unnamed:
        EXPORTS.remove(name)
    return len(unnamed)
