"""The worker is killed in the middle of an export: the next one begins it again, and the file is the same."""

import io
import os
import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from python_calamine import CalamineWorkbook

from tests.registers.archive import door, settled
from tests.running import catch, forked
from tests.world import As, World, build
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.scope import machine, open_scope
from wangge.registers.exporting import acts, listing
from wangge.registers.exporting.keeping import EXPORTS
from wangge.registers.exporting.models import Export
from wangge.registers.exporting.working import work_off_all
from wangge.registers.people.queries import Filters

PEOPLE = 60
DONE = "SELECT coalesce(max(done), 0) FROM exporting_export WHERE state = 'writing'"
State = Export.State


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_another_worker_ends_it_the_same(
    kind: str, owner_connection: psycopg.Connection[Any], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT, settings.EXPORT_DRAFTS = tmp_path / "media", tmp_path / "drafts"
    monkeypatch.setattr(listing, "CHUNK", 1)
    town = _peopled()
    export = _asked(town, kind)
    child = forked(work_off_all)
    try:
        catch(lambda: (owner_connection.execute(DONE).fetchone() or (0,))[0] >= 5)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    middle = _now(export)
    assert middle.state == State.WRITING
    assert 0 < middle.done < PEOPLE, "it was not in the middle: the test has proved nothing"
    assert EXPORTS.path_of(middle.kept).exists()
    assert len(list((tmp_path / "drafts").glob("*"))) == (kind == "xlsx")

    work_off_all()

    ended = _now(export)
    assert (ended.state, ended.done, ended.total, ended.attempts) == (State.READY, PEOPLE, PEOPLE, 2)
    assert [file.name for file in (tmp_path / "media" / "exports").iterdir()] == [ended.kept]
    assert not list((tmp_path / "drafts").glob("*"))
    assert _content(ended) == _content(_undisturbed(export, town))


@pytest.mark.django_db(transaction=True)
def test_removed_in_the_middle_it_leaves_no_file(
    owner_connection: psycopg.Connection[Any], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT, settings.EXPORT_DRAFTS = tmp_path / "media", tmp_path / "drafts"
    monkeypatch.setattr(listing, "CHUNK", 1)
    town = _peopled()
    export = _asked(town, "xlsx")
    child = forked(work_off_all)
    catch(lambda: (owner_connection.execute(DONE).fetchone() or (0,))[0] >= 5)
    with As(town.community):
        acts.remove(export, by=town.community)
    os.waitpid(child, 0)

    assert not list((tmp_path / "media" / "exports").iterdir())
    assert not list((tmp_path / "drafts").iterdir())


def _peopled() -> World:
    town = build()
    with As(town.community):
        here = door(town, "grid1", town.community)
        for number in range(PEOPLE):
            settled(town.community, f"张{chr(ord('一') + number)}", here)
    return town


def _asked(town: World, kind: str) -> Export:
    by = town.community
    with As(by):
        return acts.ask(Filters(), kind, reason="核对名册", key=new_id(), by=by, at=clock.now())


def _undisturbed(export: Export, town: World) -> Export:
    """The same list, asked for at the same moment, written at one go."""
    same = _asked(town, export.kind)
    with open_scope(machine("worker")):
        Export.objects.filter(pk=same.pk).update(asked_at=export.asked_at)
    work_off_all()
    return _now(same)


def _now(export: Export) -> Export:
    with open_scope(machine("worker")):
        return Export.objects.get(pk=export.pk)


def _content(export: Export) -> object:
    """Bytes of a text; cells of a workbook, for that names the moment at which it was made."""
    with EXPORTS.opened(export.kept) as file:
        content = file.read()
    if export.kind == "csv":
        return content
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
