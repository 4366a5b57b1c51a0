"""What an import keeps of its sheet goes after a term: the file, and the rows to look at, which tell of people.

What stays is how many rows of each kind there were.
"""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from wangge.registers.importing.keeping import SHEETS
from wangge.registers.importing.models import Import, ImportRow

State = Import.State
UNDER_WAY = timedelta(hours=1)  # a file lies there before its row does


def sweep(now: datetime) -> int:
    """Put aside what waits too long, and take away sheets and rows that are past their term; answers how many."""
    unnamed = _sweep_unnamed(now)  # first: what is put aside below keeps its file until that is committed
    old = Import.objects.filter(started_at__lt=now - timedelta(days=settings.KEPT_DAYS_SHEETS))
    waiting = old.filter(state__in=(State.MAPPING, State.CHECKED))
    over = old.filter(state__in=(State.WRITTEN, State.UNDONE)).exclude(kept="")
    rows, _tables = ImportRow.objects.filter(batch__in=old).delete()
    gone = [*waiting.values_list("kept", flat=True), *over.values_list("kept", flat=True)]
    over.update(kept="")
    waiting.update(kept="", state=State.PUT_ASIDE, ended_at=now)
    for name in gone:
        transaction.on_commit(partial(SHEETS.remove, name))
    return unnamed + len(gone) + rows


def _sweep_unnamed(now: datetime) -> int:
    """Files whose import never came to be."""
    files = SHEETS.older_than(now - UNDER_WAY)
    unnamed = set(files) - set(Import.objects.filter(kept__in=files).values_list("kept", flat=True))
    for name in unnamed:
        SHEETS.remove(name)
    return len(unnamed)
