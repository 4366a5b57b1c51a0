"""The work behind the acts: check, write or undo one import, wherever it stopped."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.queries import holder_of
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope
from wangge.registers.importing import reading, running, undoing
from wangge.registers.importing.keeping import SHEETS
from wangge.registers.importing.models import Import, Phase
from wangge.registers.importing.reading import Sheet
from wangge.registers.importing.running import Told

State = Import.State
AFTER = {State.CHECKING: State.CHECKED, State.WRITING: State.WRITTEN, State.UNDOING: State.UNDONE}
BEFORE = {State.CHECKING: State.MAPPING, State.WRITING: State.CHECKED, State.UNDOING: State.WRITTEN}


def work_off(batch: Import, *, apart: bool, sheet: Sheet | None = None, told: Told = lambda _lines: None) -> Import:
    """Do what the import waits for; no scope may be open. What is refused leaves it where it was, with the sentence."""
    state = State(batch.state)
    try:
        _work(batch, state, apart=apart, sheet=sheet, told=told)
    except Refused as refused:
        return _left(batch, BEFORE[state], clock.now(), refused.whole)
    return _left(batch, AFTER[state], clock.now(), "")


def waiting() -> list[Import]:
    """The imports that a job is wanted for, the oldest first."""
    with open_scope(machine("worker")):
        wanted = Q(state=State.UNDOING) | Q(state__in=AFTER) & ~Q(kept="")  # without a file the command line is at it
        return list(Import.objects.filter(wanted).order_by("pk"))


def left_out(batch: Import) -> list[str]:
    """The other sheets of its workbook, which are not read; none once the file is gone."""
    is_here = batch.kept and SHEETS.path_of(batch.kept).is_file()
    return reading.left_out(lambda: SHEETS.opened(batch.kept)) if is_here else []


def sheet_of(batch: Import) -> Sheet:
    """The sheet of an import; refused once the file is gone."""
    if not batch.kept or not SHEETS.path_of(batch.kept).is_file():
        raise Refused(_("文件已不在。"), mend=_("请重新上传。"))
    return reading.read(lambda: SHEETS.opened(batch.kept))


def _work(batch: Import, state: State, *, apart: bool, sheet: Sheet | None, told: Told) -> None:
    by = _importer(batch)
    if state == State.UNDOING:
        with open_scope(by.scope()):
            undoing.undo(batch)
        return
    phase = Phase.CHECK if state == State.CHECKING else Phase.WRITE
    why = _("导入%(file)s") % {"file": batch.file_name}
    today = clock.day_of(batch.started_at)
    total = running.work(batch, sheet or sheet_of(batch), phase, by=by, why=why, today=today, apart=apart, told=told)
    with open_scope(by.scope()):
        Import.objects.filter(pk=batch.pk).update(total=total)


def _importer(batch: Import) -> Actor:
    """Who imports: the mandate under which it was begun, while it is in force; the machine for the command line."""
    if batch.mandate_id is None:
        return Actor.machine_named("import")
    with open_scope(machine("worker")):
        return holder_of(batch.mandate_id, on=clock.today())


def _left(batch: Import, state: State, at: datetime, problem: str) -> Import:
    with open_scope(machine("worker")):
        batch.refresh_from_db()
        batch.state, batch.problem = state, problem[:300]
        batch.ended_at = at if state in (State.WRITTEN, State.UNDONE) else batch.ended_at
        batch.save()
    return batch
