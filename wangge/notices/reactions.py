"""What this room does after an entry of the journal."""

from wangge.cases.models import Entry
from wangge.kernel import clock
from wangge.kernel.jobs import task
from wangge.notices.actions import tell


@task("notices.tell")
def tell_after(entry_id: int) -> None:
    """Tell the people whom the entry concerns."""
    tell(Entry.objects.select_related("case").get(pk=entry_id), at=clock.now())
