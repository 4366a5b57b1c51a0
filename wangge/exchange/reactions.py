"""What this room does after an entry of the journal."""

from procrastinate import JobContext

from wangge.cases.models import Entry
from wangge.exchange import outbox, sending
from wangge.kernel import clock
from wangge.kernel.jobs import errand, task


@task("exchange.deliver")
def deliver_after(entry_id: int) -> None:
    """Address the entry to every subscriber whom it concerns."""
    outbox.write(Entry.objects.select_related("case").get(pk=entry_id), at=clock.now())


@errand(outbox.SEND)
def send(context: JobContext) -> None:
    """Carry out what is addressed."""
    if sending.send_what_waits(context.should_abort):
        outbox.wake()
