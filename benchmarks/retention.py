"""What a night of retention costs for each person past his term, among 20,000 people and among 2,000,000.

So many people who moved out long ago are put into the archive by bulk statements, with a history; then the product
reports, approves and erases them as the timer does, and they are taken out again. The reference, in the same run: one
UPDATE that empties the same columns of as many equal people, with the archive's own triggers.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psutil

from benchmarks import house
from benchmarks.registers import FEW, MANY, fill, measured
from config import database

LEFT = int(os.environ.get("PEOPLE", "50000"))
# Nobody else has such keys.
PLACE, TWINS = 10**12, 2 * 10**12
LEFT_ON = "current_date - 1500"
LEFT_PEOPLE = """
INSERT INTO people_person ({names}) SELECT {values} FROM (
    SELECT p.*, row_number() OVER () + %(place)s AS new_id FROM (
        SELECT * FROM people_person WHERE phone_index <> '' AND id < 10000000 ORDER BY id LIMIT 5000
    ) p CROSS JOIN generate_series(0, %(people)s / 5000) LIMIT %(people)s
) o
"""
LEFT_HOMES = f"""
INSERT INTO people_residence
    (person_id, dwelling_id, area_code, capacity, presence, relation, from_on, to_on, name, pinyin, initials,
     phone_tail_index)
SELECT p.id, d.id, d.area_code, 'registered', 'both', '0', {LEFT_ON} - 1000, {LEFT_ON}, p.name, p.pinyin, p.initials,
    p.phone_tail_index
FROM people_person p CROSS JOIN (SELECT id, area_code FROM buildings_dwelling LIMIT 1) d
WHERE p.id BETWEEN %(place)s AND %(place)s + %(people)s
"""
CALLED_OTHERWISE = """
UPDATE people_person SET phone_index = 'x' || id, phone_tail_index = 'y' || id
WHERE id BETWEEN %(place)s AND %(place)s + %(people)s
"""
TAKEN_OUT = (
    """DELETE FROM kernel_change WHERE "table" = 'people_person' AND row_id >= %(place)s""",
    """DELETE FROM kernel_change USING people_residence r
    WHERE "table" = 'people_residence' AND row_id = r.id AND person_id >= %(place)s""",
    "DELETE FROM people_residence WHERE person_id >= %(place)s",
    "DELETE FROM people_person WHERE id >= %(place)s",
    "DELETE FROM rights_retentionline WHERE run_id > %(run)s",
    "DELETE FROM rights_retentionrun WHERE id > %(run)s",
    "DELETE FROM kernel_record WHERE room = 'rights' AND recorded_at >= %(began)s",
)
EMPTIED = "UPDATE people_person SET {columns}, erased_at = now() WHERE id >= %(place)s"


def run(few: int = FEW, many: int = MANY) -> dict[str, dict[str, float]]:
    """Figures of the greater archive; `growth` is what a person costs there by what one costs among the few."""
    small, great = (measured(size, "benchmarks.retention") for size in (few, many))
    return {"retention": great | {"growth": round(small["rows_per_s"] / great["rows_per_s"], 2)}}


# --- in the house of one size ---------------------------------------------------------------------------------------


def main(size: int) -> None:
    """Measure in this house, and tell the figures as one line of JSON."""
    sys.stdout, told = sys.stderr, sys.stdout
    fill(size)
    with _people_who_left() as db:
        report_s, _lines = _timed(lambda: _reported(db))
        erase_s, erased = _timed(_erased)
        _put_in(db, TWINS)
        update_s, _rows = _timed(lambda: _emptied(db))
        _check(db, erased)
    figures = {
        "rows_per_s": round(LEFT / erase_s),
        "ratio_to_update": round(erase_s / update_s, 1),
        "report_s": round(report_s, 1),
        "rss_mb": round(psutil.Process().memory_info().rss / 2**20),
    }
    print(json.dumps(figures), file=told)


def _timed(do: Callable[[], int]) -> tuple[float, int]:
    began = time.perf_counter()
    found = do()
    return time.perf_counter() - began, found


@contextmanager
def _people_who_left() -> Iterator[Any]:
    """The owner's connection while they are there; afterwards the archive is as it was."""
    with database.address_of("owner").connect() as db:
        (run,) = db.execute("SELECT coalesce(max(id), 0) FROM rights_retentionrun").fetchone() or (0,)
        (began,) = db.execute("SELECT now()").fetchone() or (None,)
        _take_out(run, began)
        try:
            _put_in(db, PLACE)
            yield db
        finally:
            _take_out(run, began)


def _put_in(db: Any, place: int) -> None:
    where = {"place": place, "people": LEFT}
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'people_person'"
    names = [name for (name,) in db.execute(columns).fetchall()]
    changed = {"id": "new_id", "document_index": "'d' || new_id", "guardian_id": "NULL", "merged_into_id": "NULL"}
    values = ", ".join(changed.get(name, f"o.{name}") for name in names)
    db.execute(LEFT_PEOPLE.format(names=", ".join(names), values=values), where)
    db.execute(LEFT_HOMES, where)
    db.execute(CALLED_OTHERWISE, where)
    db.execute("VACUUM (ANALYZE) people_person, people_residence, kernel_change")


def _take_out(run: int, began: Any) -> None:
    with replace(database.address_of("owner"), user=database.LOCAL.user).connect() as db:
        db.execute("SET session_replication_role = replica")
        for statement in TAKEN_OUT:
            db.execute(statement, {"place": PLACE, "run": run, "began": began})


def _reported(db: Any) -> int:
    """The dry run over the whole archive; who else is past his term is left alone."""
    from wangge.kernel import clock
    from wangge.kernel.scope import machine, open_scope
    from wangge.registers.rights import actions

    with open_scope(machine("timer")):
        run = actions.report(clock.now())
    assert run
    others = db.execute(
        "DELETE FROM rights_retentionline WHERE run_id = %s AND NOT (subject = 'person' AND row_id BETWEEN %s AND %s)",
        (run.pk, PLACE, TWINS),
    )
    print(f"{run.due_count:,} lines, {others.rowcount:,} of them of others", flush=True)
    db.execute("UPDATE rights_retentionrun SET approved_at = now() WHERE id = %s", (run.pk,))
    return int(run.due_count)


def _erased() -> int:
    from wangge.interfaces.timer.cleaning import erase_approved  # Django must be set up before
    from wangge.kernel import clock

    return erase_approved(clock.now())


def _emptied(db: Any) -> int:
    from wangge.registers.rights.actions.retention import WHOLE

    columns = ", ".join(f"{name} = %({name})s" for name in WHOLE)
    return int(db.execute(EMPTIED.format(columns=columns), {"place": TWINS, **WHOLE}).rowcount)


def _check(db: Any, erased: int) -> None:
    assert erased == LEFT, erased
    gone = "people_person WHERE id BETWEEN %s AND %s AND erased_at IS NOT NULL"
    assert house._count(db, gone % (PLACE, TWINS)) == LEFT
    told = "kernel_change WHERE \"table\" = 'people_person' AND row_id BETWEEN %s AND %s AND changed <> '{}'"
    assert house._count(db, told % (PLACE, TWINS)) == 0


if __name__ == "__main__":
    main(int(sys.argv[1]))
