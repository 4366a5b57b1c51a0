"""What may be done with an import: begin, say what columns mean, check, write, undo, put aside."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.actors import Actor
from wangge.accounts.queries import within
from wangge.kernel import clock, crypto, jobs, record
from wangge.kernel.ids import new_id
from wangge.kernel.refused import NotYours, Refused
from wangge.registers.importing import mapping
from wangge.registers.importing.keeping import SHEETS
from wangge.registers.importing.models import Archive, Import, Phase
from wangge.registers.importing.reading import Sheet
from wangge.registers.importing.trades import TRADES
from wangge.registers.writing import KEEPERS, MACHINES

ERRAND = "importing.work"
State = Import.State
SUFFIXES = (".csv", ".xlsx", ".xls", ".ods")
CHECKS = (State.MAPPING, State.CHECKING, State.CHECKED, State.PUT_ASIDE)


def imports_seen_by(actor: Actor) -> QuerySet[Import]:
    """What was brought in for the actor's ground; nothing to whoever does not keep its archive."""
    return Import.objects.filter(within(actor.area_code)) if actor.role in KEEPERS else Import.objects.none()


@transaction.atomic
def begin(
    archive: str, sheet: Sheet, *, file_name: str, kept: str = "", saved: str = "", by: Actor, at: datetime
) -> Import:
    """Take a sheet in: its columns are guessed, or read by a saved mapping; nothing is checked yet."""
    _refuse_strangers(by)
    fields = TRADES[archive].offered(clock.day_of(at))
    chosen = mapping.fitting(mapping.named(saved, archive), sheet.columns) if saved else {}
    path = Path(file_name)
    return Import.objects.create(
        archive=archive,
        file_name=f"{Archive(archive).label}{path.suffix if path.suffix in SUFFIXES else ''}",
        name_sealed=crypto.seal(path.name[:200], purpose=Import.NAME) if by.user_id else None,
        kept=kept,
        columns=list(sheet.columns),
        mapping=chosen or mapping.guess(sheet.columns, fields),
        area_code=by.area_code,
        user_id=by.user_id,
        mandate_id=by.mandate_id,
        started_at=at,
    )


@transaction.atomic
def check(batch: Import, chosen: Mapping[str, str], *, save_as: str = "", by: Actor, at: datetime) -> Import:
    """A person has said which column means what: a job checks every row and writes nothing."""
    batch = _held(batch, by, State.MAPPING, State.CHECKED)
    batch.mapping = mapping.checked(chosen, batch.columns, TRADES[batch.archive].offered(clock.day_of(at)))
    if save_as.strip():
        mapping.save(save_as, batch.archive, batch.mapping, by.area_code)
    batch.parts.all().delete()
    batch.rows.all().delete()
    return _give_to_worker(batch, State.CHECKING)


@transaction.atomic
def write(batch: Import, *, takes_doubtful: bool = False, by: Actor, at: datetime) -> Import:
    """The preview was good: a job writes the rows that can be written."""
    batch = _held(batch, by, State.CHECKED)
    batch.takes_doubtful = takes_doubtful
    _tell(batch, "carried_out", by, at)
    return _give_to_worker(batch, State.WRITING)


@transaction.atomic
def undo(batch: Import, *, by: Actor, at: datetime) -> Import:
    """Take the whole import back, by a job; it refuses where something later has touched its rows."""
    batch = _held(batch, by, State.WRITTEN)
    _tell(batch, "undone", by, at)
    return _give_to_worker(batch, State.UNDOING)


@transaction.atomic
def put_aside(batch: Import, *, by: Actor, at: datetime) -> Import:
    """Give the import up before anything was written; the file is gone, and so is what was told of its rows."""
    batch = _held(batch, by, State.MAPPING, State.CHECKED)
    kept, batch.kept, batch.state, batch.ended_at = batch.kept, "", State.PUT_ASIDE, at
    batch.save()
    batch.rows.all().delete()
    transaction.on_commit(lambda: SHEETS.remove(kept))
    return batch


def phase_of(batch: Import) -> str:
    """What the last job did with the rows."""
    return Phase.CHECK if batch.state in CHECKS else Phase.WRITE


def counts_of(batch: Import, phase: str = "") -> dict[str, int]:
    """How many rows of each state so far."""
    total: dict[str, int] = {}
    for counts in batch.parts.filter(phase=phase or phase_of(batch)).values_list("counts", flat=True):
        for state, count in counts.items():
            total[state] = total.get(state, 0) + count
    return total


def _refuse_strangers(by: Actor) -> None:
    if by.role not in KEEPERS and by.machine not in MACHINES:
        raise NotYours(_("您的岗位不维护人房单位档案。"))


def _held(batch: Import, by: Actor, *states: Any) -> Import:
    """The import as it stands now, held until the end of the act."""
    _refuse_strangers(by)
    if not batch.area_code.startswith(by.area_code):
        raise NotYours(_("这次导入不在您的辖区。"))
    batch = Import.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in states:
        raise Refused(_("这次导入%(state)s，现在不能这样做。") % {"state": batch.get_state_display()})
    batch.problem = ""
    return batch


def _give_to_worker(batch: Import, state: Any) -> Import:
    batch.state = state
    batch.save()
    jobs.wake(ERRAND)
    return batch


def _tell(batch: Import, act: str, by: Actor, at: datetime) -> None:
    facts: dict[str, record.Fact] = {"archive": batch.archive, **counts_of(batch)}
    record.write(
        "importing", act, by=by, at=at, key=new_id(), area_code=batch.area_code,
        subject=Import._meta.db_table, subject_id=batch.pk, facts=facts,
    )  # fmt: skip
