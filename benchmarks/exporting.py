"""How fast a list of people is taken along: written for a real role by the worker, as csv and as workbook.

The list is one district's officer's, narrowed to the streets that hold so many. Against COPY of the same rows, joined
in the same way, in the same run; growth is what a row costs in the long list by what it costs in one of a tenth.
"""

import json
import os
import subprocess
import sys
import time
from typing import Any
from uuid import uuid4

from benchmarks.registers import MANY, _officer, fill, measured
from config import database

ROWS = int(os.environ.get("PEOPLE", "200000"))
COPIED = """
COPY (
    SELECT r.name, p.sex, p.born_on, d.address, r.area_code, r.capacity, r.presence, r.relation, p.document_kind,
        p.document_sealed, p.phone_sealed, r.from_on, r.to_on,
        (SELECT string_agg(c.kind, ' ') FROM people_careneed c WHERE c.person_id = p.id AND c.to_on IS NULL)
    FROM people_residence r JOIN people_person p ON p.id = r.person_id JOIN buildings_dwelling d ON d.id = r.dwelling_id
    WHERE r.to_on IS NULL AND r.area_code >= '{0}' AND r.area_code < '{0}~' ORDER BY r.id
) TO STDOUT (FORMAT csv)
"""
LIVE_THERE = """
SELECT left(area_code, %s) AS code, count(*) FROM people_residence WHERE to_on IS NULL GROUP BY 1
ORDER BY abs(count(*) - %s) LIMIT 1
"""


def run() -> dict[str, dict[str, float]]:
    """Figures of both kinds."""
    return dict(measured(MANY, "benchmarks.exporting"))


# --- in the house ---------------------------------------------------------------------------------------------------


def main(size: int) -> None:
    """Measure in this house, and tell the figures as one line of JSON."""
    sys.stdout, told = sys.stderr, sys.stdout
    fill(size)
    with database.address_of("owner").connect() as db:
        code, _rows = min((_part(db, length, ROWS) for length in (6, 9, 12)), key=lambda part: abs(part[1] - ROWS))
        few, _rows = min((_part(db, length, ROWS // 10) for length in (9, 12)), key=lambda p: abs(p[1] - ROWS // 10))
        copied, rows = _copied(db, code)
    figures = {}
    for kind in ("csv", "xlsx"):
        part, whole = _exported(few, kind), _exported(code, kind)
        assert whole["rows"] == rows, (whole, rows)
        figures[f"export_{kind}"] = {
            "rows_per_s": round(whole["rows_per_s"]),
            "ratio_to_copy": round(rows / whole["rows_per_s"] / copied, 1),
            "rss_mb": round(whole["rss_mb"]),
            "growth": round(part["rows_per_s"] / whole["rows_per_s"], 2),
        }
    print(json.dumps(figures), file=told)


def _part(db: Any, length: int, rows: int) -> tuple[str, int]:
    """The area of one level in which nearest to so many live."""
    found: tuple[str, int] = db.execute(LIVE_THERE, (length, rows)).fetchone()
    return found


def _copied(db: Any, code: str) -> tuple[float, int]:
    """Seconds of the same rows, and how many these are."""
    began, rows = time.perf_counter(), 0
    with db.cursor().copy(COPIED.format(code)) as copy:
        for block in copy:
            rows += bytes(block).count(b"\n")
    return time.perf_counter() - began, rows


def _exported(code: str, kind: str) -> dict[str, float]:
    """Written by a worker of its own, whose memory is its own."""
    command = [sys.executable, "-m", "benchmarks.exporting", code, kind]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    told = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.returncode
    return json.loads(told.strip().splitlines()[-1]) | {"rss_mb": used.ru_maxrss / 1024}


def work(code: str, kind: str) -> None:
    """Ask as the district's duty officer, write as the worker does, take the file away again."""
    import django

    django.setup()
    from wangge.kernel import clock
    from wangge.kernel.scope import open_scope
    from wangge.registers.exporting import acts
    from wangge.registers.exporting.models import Export
    from wangge.registers.exporting.working import work_off
    from wangge.registers.people.queries import Filters

    by = _officer()
    with open_scope(by.scope()):
        export = acts.ask(Filters(area=code), kind, reason="bench", key=uuid4(), by=by, at=clock.now())
    began = time.perf_counter()
    work_off(export)
    took = time.perf_counter() - began
    with open_scope(by.scope()):
        done = Export.objects.get(pk=export.pk)
        assert done.state == Export.State.READY, (done.state, done.problem)
        acts.remove(done, by=by)
    print(json.dumps({"rows": done.total, "rows_per_s": done.total / took}))


if __name__ == "__main__":
    work(*sys.argv[1:]) if len(sys.argv) == 3 else main(int(sys.argv[1]))
