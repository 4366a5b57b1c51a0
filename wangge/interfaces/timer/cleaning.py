"""What goes at night: what has served its time in the exchange and in the archives, and files that no row names."""

from collections.abc import Callable
from datetime import datetime, timedelta

from wangge.cases.models import Attachment
from wangge.exchange import forgetting
from wangge.exchange.models import Upload
from wangge.kernel import files
from wangge.kernel.scope import machine, open_scope
from wangge.registers.exporting import sweeping as exports
from wangge.registers.importing import sweeping
from wangge.registers.people import actions as people
from wangge.registers.rights import actions as rights

# A form that was refused still names its photos, and a transaction may be running.
FILES_KEPT = timedelta(days=2)
ROUNDS: tuple[Callable[[datetime], int], ...] = (
    forgetting.give_up_paused,
    forgetting.forget_deliveries,
    forgetting.forget_api,
    lambda now: people.clear_withdrawn(),
    rights.forget_requests,
    sweeping.sweep,
    exports.sweep,
    lambda now: int(rights.report(now) is not None),
)


def clean(now: datetime) -> int:
    """Everything, each kind in a transaction of its own; answers how many rows and files have gone."""
    gone = 0
    for forget in ROUNDS:
        with open_scope(machine("timer")):
            gone += forget(now)
    return gone + erase_approved(now) + files.sweep(Named(), before=now - FILES_KEPT)


def erase_approved(now: datetime) -> int:
    """What is past its term and somebody has approved, so many lines in a transaction."""
    erased, some = 0, 1
    while some:
        with open_scope(machine("timer")):
            some = rights.erase_next(now)
        erased += some
    return erased


class Named:
    """The names of files that a row names, asked for folder by folder, so that a million of them fit."""

    def __init__(self) -> None:
        self.folder = ""
        self.names: set[str] = set()

    def __contains__(self, name: object) -> bool:
        folder = str(name).partition("/")[0]
        if folder != self.folder:
            self.folder, self.names = folder, _names_in(folder)
        return name in self.names


def _names_in(folder: str) -> set[str]:
    """Uploads first: one that becomes an attachment meanwhile is then found among the attachments."""
    with open_scope(machine("timer")):
        uploads = set(Upload.objects.filter(name__startswith=f"{folder}/").values_list("name", flat=True))
        kept = Attachment.objects.filter(name__startswith=f"{folder}/", erased_at=None)
        return uploads | set(kept.values_list("name", flat=True))
