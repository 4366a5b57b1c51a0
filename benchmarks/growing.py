"""An archive multiplied: what the demo town holds, copied until so many people live in it.

The database's administrator writes it by bulk statements with the triggers off and most indexes away: minutes, where
acts take hours. A copy stands in the same grid, in a later phase of its compound, behind a door of its own; who lives
there bears the surname of one and the given name of another, was born and came on other days, and has numbers of his
own. The counters are then computed by the product's own recount. Nothing was changed, so no history is written.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from benchmarks import house
from config import database

SHIFT = 10_000_000
# Two million people have a hundred thousand firms, shops and schools.
EACH_FIRM = 20
SETTINGS = (
    "SET session_replication_role = replica",
    "SET maintenance_work_mem = '1GB'",
    "SET work_mem = '256MB'",
    "SET synchronous_commit = off",
)
FREE_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = %s::regclass
AND NOT i.indisprimary AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
LATER = "(n.n + 1)::text || '期'"
HASHED = "CASE o.{0} WHEN '' THEN '' ELSE encode(sha256((o.{0} || n.n)::bytea), 'hex') END"
# So many days before or after, so that a copy fills years of birth and months of settling that the original left empty.
AROUND = "(abs(hashint8(o.id * {0} + n.n)::bigint) % {1} - {1} / 2)::int"
# Table → keys into other copies, values that differ from the original's, and what they are joined from.
COPIES: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "buildings_compound": ((), {"name": f"o.name || {LATER}"}, ""),
    "buildings_building": (
        ("compound_id",),
        {
            "road": f"CASE WHEN c.id IS NULL THEN o.road || {LATER} ELSE o.road END",
            "address": f"concat(nullif(o.road, '无'), CASE WHEN c.id IS NULL THEN {LATER} END, nullif(o.plate, '无'),"
            f" c.name || {LATER}, nullif(o.name, '无'))",
        },
        "LEFT JOIN buildings_compound c ON c.id = o.compound_id",
    ),
    "buildings_dwelling": (
        ("building_id",),
        {"address": "new.address || substr(o.address, length(old.address) + 1)"},
        (
            f"JOIN buildings_building old ON old.id = o.building_id "
            f"JOIN buildings_building new ON new.id = o.building_id + {SHIFT} * n.n"
        ),
    ),
    "people_household": (("dwelling_id",), {}, ""),
    "people_person": (
        ("guardian_id", "merged_into_id"),
        {
            "name": "s.surname || g.given",
            "pinyin": "s.surname_spelled || g.given_spelled",
            "initials": "left(s.surname_spelled, 1) || g.given_initials",
            "born_on": f"least(current_date, o.born_on + {AROUND.format(4001, 1461)})",
            "document_index": HASHED.format("document_index"),
            "phone_index": HASHED.format("phone_index"),
            "phone_tail_index": "CASE o.phone_tail_index WHEN '' THEN '' ELSE t.tail_index END",
        },
        (
            "JOIN borne s ON s.seat = abs(hashint8(o.id * 1009 + n.n)::bigint) % (SELECT count(*) FROM borne) "
            "JOIN borne g ON g.seat = abs(hashint8(o.id * 2003 + n.n * 7)::bigint) % (SELECT count(*) FROM borne) "
            "JOIN tails t ON t.tail = abs(hashint8(o.id * 3001 + n.n * 13)::bigint) % 10000"
        ),
    ),
    "people_residence": (
        ("person_id", "dwelling_id", "household_id"),
        {name: f"new.{name}" for name in ("name", "pinyin", "initials", "phone_tail_index")}
        | {"from_on": f"least(current_date, greatest(new.born_on, o.from_on + {AROUND.format(5003, 365)}))"},
        f"JOIN people_person new ON new.id = o.person_id + {SHIFT} * n.n",
    ),
    "people_careneed": (("person_id",), {}, ""),
    "organisations_organisation": (
        ("building_id", "dwelling_id"),
        {"uscc": "left(o.uscc, 8) || upper(left(md5(o.uscc || n.n), 10))"},
        "",
    ),
    "organisations_contact": (("organisation_id",), {}, ""),
    "organisations_hazard": (("organisation_id",), {}, ""),
}
BORNE = """
CREATE TEMP TABLE borne AS SELECT row_number() OVER (ORDER BY p.id) - 1 AS seat, left(p.name, 1) AS surname,
    substr(p.name, 2) AS given, spelled.pinyin AS surname_spelled,
    substr(p.pinyin, length(spelled.pinyin) + 1) AS given_spelled, substr(p.initials, 2) AS given_initials
FROM people_person p JOIN spelled ON spelled.sign = left(p.name, 1) AND starts_with(p.pinyin, spelled.pinyin)
WHERE length(p.name) BETWEEN 2 AND 3
"""


def grow(people: int) -> None:
    """Copy the archive until so many live in it, then count it anew; an interrupted growth leaves nothing behind."""
    with replace(database.address_of("owner"), user=database.LOCAL.user).connect() as db:
        have = house._count(db, "people_residence")
        if have >= people:
            return
        for setting in SETTINGS:
            db.execute(setting)
        began, copies = time.perf_counter(), -(-people // have) - 1
        times = -(-people // (EACH_FIRM * copies * house._count(db, "organisations_organisation")))
        with db.transaction():
            _draw_names(db)
            for table in COPIES:
                with _bare(db, table):
                    _copy(db, table, copies, times if table.startswith("organisations_") else 1)
                _say(began, f"{house._count(db, table):,} rows of {table}")
            _recount(db)
        _say(began, "counted")


def _copy(db: Any, table: str, copies: int, times: int) -> None:
    """`times` copies of the same row stand in each copy of the archive."""
    keys, changed, joined = COPIES[table]
    asked = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"
    columns = [name for (name,) in db.execute(asked, (table,)).fetchall()]
    shifted = {key: f"o.{key} + {SHIFT} * ((n.n - 1) % {copies} + 1)" for key in keys}
    shifted |= {key: f"o.{key} + {SHIFT} * n.n" for key in ("id", "organisation_id")}
    values = [(shifted | changed).get(name, f'o."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    db.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} o "
        f"CROSS JOIN generate_series(1::bigint, {copies * times}) n (n) {joined} WHERE o.id < {SHIFT}"
    )
    db.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


@contextmanager
def _bare(db: Any, table: str) -> Iterator[None]:
    """Indexes are made once the rows are there; those that a key needs stay."""
    indexes = db.execute(FREE_INDEXES, (table,)).fetchall()
    for name, _made in indexes:
        db.execute(f"DROP INDEX {name}")
    yield
    for _name, made in indexes:
        db.execute(made)
    db.execute(f"ANALYZE {table}")


def _draw_names(db: Any) -> None:
    """Surnames and given names of those who are there, and the index of every four digits."""
    from wangge.registers.people.models.person import tail_index  # Django must be set up before
    from wangge.registers.people.names import pinyin_of

    db.execute("CREATE TEMP TABLE spelled (sign text PRIMARY KEY, pinyin text)")
    db.execute("CREATE TEMP TABLE tails (tail bigint PRIMARY KEY, tail_index text)")
    signs = db.execute("SELECT DISTINCT left(name, 1) FROM people_person").fetchall()
    with db.cursor() as cursor:
        cursor.executemany("INSERT INTO spelled VALUES (%s, %s)", [(sign, pinyin_of(sign)) for (sign,) in signs])
        tails = [(number, tail_index(f"{number:04d}")) for number in range(10_000)]
        cursor.executemany("INSERT INTO tails VALUES (%s, %s)", tails)
    db.execute(BORNE)
    db.execute("CREATE UNIQUE INDEX ON borne (seat)")
    for table in ("borne", "tails"):
        db.execute(f"ANALYZE {table}")


def _recount(db: Any) -> None:
    from wangge.registers.counting.triggers import count_what_stands  # Django must be set up before

    db.execute("TRUNCATE counting_tally, counting_cohort, counting_delta")
    statements = count_what_stands().sql
    assert isinstance(statements, list)
    for statement in statements:
        db.execute(str(statement))
    counted = db.execute("SELECT sum(count) FROM counting_tally WHERE length(area_code) = 6 AND subject = 'person'")
    lived = "people_residence r JOIN people_person p ON p.id = r.person_id WHERE r.to_on IS NULL AND p.died_on IS NULL"
    assert counted.fetchone()[0] == house._count(db, lived)


def _say(began: float, what: str) -> None:
    print(f"{time.perf_counter() - began:5.0f} s  {what}", flush=True)
