"""What the demo town leaves to the worker: its people come by every few minutes."""

from procrastinate.contrib.django import app

from wangge.interfaces.towns.demo_days import live_on as live
from wangge.kernel import clock


@app.periodic(cron="*/10 * * * *")
@app.task(name="interfaces.live_on", lock="interfaces.live_on", queueing_lock="interfaces.live_on")
def live_on(timestamp: int) -> None:
    """Play what has passed since the last time; in a house that is no demo, nothing."""
    live(clock.now())
