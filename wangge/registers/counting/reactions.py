"""Deltas become counters every minute; once a night those who have settled since are counted with the settled."""

from procrastinate.contrib.django import app

from wangge.kernel import jobs
from wangge.registers.counting.folding import fold, tidy


@app.periodic(cron="* * * * *")
@jobs.task("counting.fold")
def fold_deltas(timestamp: int) -> None:
    """What changed is folded away, so that reading stays as fast as before."""
    fold()


@app.periodic(cron="41 2 * * *")
@jobs.task("counting.tidy")
def tidy_counters(timestamp: int) -> None:
    """Months that have passed go."""
    tidy()
