"""What the figures and the search of an archive cost, among 20,000 people and among 2,000,000.

Each size lives in a house of its own, so that both are measured in the same run, and are left for the next; the greater
is the smaller, multiplied (`growing`). p95_ms is of the greater one; `growth` is the middle cost there by the middle
cost among the few. For the search both are of the slowest kind, and every kind is told beside. DuckDB counts the same
residences by a scan, in the same run.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import house
from benchmarks.growing import grow
from config.house import ROOT, home

if TYPE_CHECKING:
    from wangge.accounts.actors import Actor
    from wangge.registers.people.models import Residence

FEW, MANY = 20_000, 2_000_000
TIMES, WARM = 60, 6
PAGE = 50
ARCHIVE = """
SELECT r.area_code, r.name, r.capacity, r.presence, coalesce(r.from_on, '9999-01-01'::date), p.sex, p.education,
    coalesce(extract(year FROM p.born_on)::int, 0) FROM people_residence r JOIN people_person p ON p.id = r.person_id
WHERE r.to_on IS NULL AND p.died_on IS NULL
"""
SCAN = """
SELECT sex, born_year, education, count(*) FROM lived WHERE area_code >= '{0}' AND area_code < '{0}~'
AND presence <> 'away' GROUP BY ALL
"""
PARTS = """
SELECT left(area_code, 9) AS part, sex, capacity, presence, count(*) FROM lived WHERE area_code >= '{0}'
AND area_code < '{0}~' GROUP BY ALL
"""


def run(few: int = FEW, many: int = MANY) -> dict[str, dict[str, float]]:
    """Figures by operation."""
    small, great = (measured(size) for size in (few, many))
    return {name: _grown(small[name], great[name]) for name in ("overview", "community", "search")} | {
        "archive": {"people": great["archive"]["people"], "dwellings": great["archive"]["dwellings"],
                    "organisations": great["archive"]["organisations"]},
        "duckdb": great["duckdb"],
    }  # fmt: skip


def measured(size: int, what: str = "benchmarks.registers") -> dict[str, Any]:
    """In a process and a house of its own."""
    ours = os.environ | {"WANGGE_HOME": str(home() / f"archive-{size}"), "WANGGE_DEMO": "false"}
    command = [sys.executable, "-m", what, str(size)]
    told = subprocess.run(command, env=ours, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(told.strip().splitlines()[-1]))


def _grown(small: dict[str, list[float]], great: dict[str, list[float]]) -> dict[str, float]:
    found = {}
    for kind, spent in great.items():
        found[kind] = (_p95(spent), statistics.median(spent) / statistics.median(small[kind]))
    worst = {"p95_ms": max(p95 for p95, _growth in found.values()), "growth": max(g for _p95, g in found.values())}
    if len(found) == 1:
        return {name: round(value, 2) for name, value in worst.items()}
    each = {f"{kind}_{name}": value for kind, pair in found.items() for name, value in zip(worst, pair, strict=True)}
    return {name: round(value, 2) for name, value in (worst | each).items()}


def _p95(spent: list[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.95)]


# --- in the house of one size ---------------------------------------------------------------------------------------


def main(size: int) -> None:
    """Fill this house's archive up to the size, measure, and tell the milliseconds as one line of JSON."""
    sys.stdout, told = sys.stderr, sys.stdout
    fill(size)
    counts = _tidied()
    figures = _pages() | {"search": _searches(), "archive": counts, "duckdb": _by_duckdb()}
    print(json.dumps(figures), file=told)


def fill(size: int) -> None:
    """This house's archive holds so many people; what an earlier run has left serves again."""
    house.set_up()
    house.setting_up._wangge("demo", "--people", str(min(size, FEW)))
    grow(size)


def _tidied() -> dict[str, int]:
    """As the worker leaves it every minute, and the database at night."""
    from wangge.kernel.scope import machine, open_scope
    from wangge.registers.counting.folding import fold

    with open_scope(machine("worker")):
        fold()
    tables = {
        "people": "people_residence",
        "dwellings": "buildings_dwelling",
        "organisations": "organisations_organisation",
    }
    with house.database.address_of("owner").connect() as db:
        db.execute("VACUUM (ANALYZE)")
        return {name: house._count(db, table) for name, table in tables.items()}


def _pages() -> dict[str, dict[str, list[float]]]:
    from benchmarks.desk import Desk  # Django must be set up before

    desk = Desk.of_the_town(house.over_http())
    community = desk.matter["area_code"]
    with house.serving():
        return {
            "overview": {"page": timed(lambda number: desk.visitor.get("/desk/population/"))},
            "community": {
                "page": timed(lambda number: desk.visitor.get(f"/desk/population/?area={str(community)[:12]}"))
            },
        }


def _searches() -> dict[str, list[float]]:
    """What is typed, as the district's duty officer types it, who sees the most; the rows of one page are read."""
    actor = _officer()
    return {kind: timed(_finder(actor, words)) for kind, words in _typed(actor).items()}


def _finder(actor: "Actor", words: list[str]) -> Callable[[int], object]:
    from wangge.kernel import clock
    from wangge.kernel.scope import open_scope
    from wangge.registers.people.queries import Filters

    def find(number: int) -> None:
        with open_scope(actor.scope()):
            found = Filters(words[number % len(words)]).apply(actor, clock.today())
            assert list(found.select_related("dwelling")[:PAGE])

    return find


def _typed(actor: "Actor") -> dict[str, list[str]]:
    """Of some people throughout the archive: what one would type to find them."""
    from wangge.kernel.scope import open_scope

    with open_scope(actor.scope()):
        return _words(_some())


def _words(known: "list[Residence]") -> dict[str, list[str]]:
    return {
        "name": [one.name for one in known],
        "surname": [one.name[:1] for one in known],
        "pinyin": [one.pinyin for one in known],
        "initials": [one.initials for one in known],
        "phone_tail": [one.person.phone[-4:] for one in known],
        "phone": [one.person.phone for one in known],
        "identity": [one.person.document_number for one in known],
        "address": [one.dwelling.address for one in known],
        "building": [one.dwelling.building.address for one in known],
    }


def _some() -> "list[Residence]":
    from wangge.registers.people.models import Residence

    last = Residence.objects.order_by("-id")[0].pk
    found = [
        Residence.objects.filter(pk__gte=last * each // 25, capacity="floating", to_on=None).order_by("pk")[:20]
        for each in range(20)
    ]
    return [next(one for one in some if one.person.phone and one.person.document_number) for some in found]


def _officer() -> "Actor":
    from wangge.accounts.actors import Actor
    from wangge.accounts.models import Mandate
    from wangge.accounts.roles import Role
    from wangge.kernel.scope import machine, open_scope

    with open_scope(machine("import")):
        mandate = Mandate.objects.select_related("user").filter(role=Role.DUTY_OFFICER).order_by("id")[0]
        return Actor.of_mandate(mandate)


def _by_duckdb() -> dict[str, float]:
    """The same people in one table of DuckDB, scanned for what the overview shows."""
    import duckdb  # only here

    sheet = Path(home()) / "lived.csv"
    with (
        house.database.address_of("owner").connect() as db,
        sheet.open("wb") as file,
        db.cursor().copy(f"COPY ({ARCHIVE}) TO STDOUT (FORMAT csv)") as copy,
    ):
        file.writelines(bytes(block) for block in copy)
    lived = duckdb.connect()
    names = "['area_code', 'name', 'capacity', 'presence', 'from_on', 'sex', 'education', 'born_year']"
    lived.execute(
        f"CREATE TABLE lived AS SELECT * FROM read_csv('{sheet}', header = false, names = {names}, all_varchar = true)"
    )
    sheet.unlink()
    spent = timed(lambda number: [lived.execute(each.format("990118")).fetchall() for each in (SCAN, PARTS)])
    named = timed(lambda number: lived.execute("SELECT * FROM lived WHERE name = '张伟' LIMIT 50").fetchall())
    return {"overview_p95_ms": round(_p95(spent), 2), "search_p95_ms": round(_p95(named), 2)}


def timed(ask: Callable[[int], object], count: int = TIMES) -> list[float]:
    """Milliseconds of each asking, after a warm-up."""
    for number in range(WARM):
        ask(number)
    spent = []
    for number in range(count):
        began = time.perf_counter()
        ask(number)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


if __name__ == "__main__":
    main(int(sys.argv[1]))
