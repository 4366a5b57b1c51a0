"""What the timer leaves to the worker, at night."""

from procrastinate.contrib.django import app

from wangge.interfaces.timer import cleaning
from wangge.kernel import clock


@app.periodic(cron="7 2 * * *")
@app.task(name="timer.clean", queueing_lock="timer.clean")
def clean(timestamp: int) -> None:
    """Take away what has served its time."""
    cleaning.clean(clock.now())
