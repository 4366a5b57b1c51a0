"""A house to measure in: its own data, a small town multiplied to many cases, one web worker over real HTTP."""

import http.client
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import django
import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import database, setting_up, supervisor
from config.house import home

PORT = int(os.environ.get("PORT", "8077"))
WARM_UP = 50
REQUESTS = 500
TURNS = 100_000
# One open case in so many, as in a district that has closed most of its matters of some years.
OPEN_SHARE = 20
COPIED = ("cases_case", "cases_assignment")
CLOSED = "stage IN ('ended', 'evaluate')"


@dataclass
class Cost:
    """What a run of requests cost: CPU milliseconds of web and PostgreSQL per request, and requests a second.

    `loops` is the same cost in bare Python loops of 100,000 turns, timed before and after on the same machine: two
    runs are compared by it, because the clock of a shared machine is not the same from one minute to the next.
    """

    cpu_ms: float
    rps: float
    loops: float


Send = Callable[[str, str, str | None, dict[str, str]], tuple[int, bytes]]


@dataclass
class Caller:
    """Somebody who asks; any answer but the expected one ends the benchmark."""

    send: Send
    headers: dict[str, str]

    def get(self, path: str) -> bytes:
        """Read a page."""
        return self._ask("GET", path, None, {}, 200)

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        """Write once."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        return json.loads(self._ask("POST", path, json.dumps(body), headers, status))

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str], expected: int) -> bytes:
        status, said = self.send(method, path, body, self.headers | headers)
        if status != expected:
            raise RuntimeError(f"{method} {path}: {status} {said[:500].decode(errors='replace')}")
        return said


def over_http() -> Send:
    """One persistent connection to the web server."""
    link = http.client.HTTPConnection("127.0.0.1", PORT)

    def send(method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        link.request(method, path, body.encode() if body else None, headers)
        answer = link.getresponse()
        return answer.status, answer.read()

    return send


@contextmanager
def serving() -> Iterator[None]:
    """The web server alone, without worker and timer, so that only the requests are measured."""
    house = supervisor.House.of("127.0.0.1", PORT)
    web = house.children[0]
    web.start()
    try:
        while not supervisor._answers(PORT):
            time.sleep(0.1)
        yield
    finally:
        house.stop()


def set_up() -> None:
    """Start the database, make the tables and a town of 300 cases, unless an earlier run has left them."""
    os.environ |= {"WANGGE_DEMO": "false", "WANGGE_API_REQUESTS_PER_MINUTE": "1000000"}
    setting_up.run()
    django.setup()
    if setting_up._nobody_is_here():
        setting_up._wangge("demo", "--cases", "300")


def measure(ask: Callable[[int], object], count: int = REQUESTS) -> Cost:
    """Ask so many times, after a warm-up that is not counted."""
    for number in range(WARM_UP):
        ask(number)
    loop_ms = _loop_ms()
    spent, began = _cpu_seconds(), time.perf_counter()
    for number in range(WARM_UP, WARM_UP + count):
        ask(number)
    took, spent = time.perf_counter() - began, _cpu_seconds() - spent
    cpu_ms = spent / count * 1000
    return Cost(round(cpu_ms, 2), round(count / took, 1), round(2 * cpu_ms / (loop_ms + _loop_ms()), 2))


def grow(cases: int) -> None:
    """Copy the town's cases and assignments, without their journals, until there are so many."""
    began = time.perf_counter()
    with database.address_of("owner").connect() as db:
        have = _count(db, "cases_case")
        if have >= cases:
            return
        _copy(db, f"NOT {CLOSED}", (cases - have) // OPEN_SHARE, have)
        _copy(db, CLOSED, cases - _count(db, "cases_case"), have)
        for table in COPIED:
            db.execute(f"VACUUM (ANALYZE) {table}")
    print(f"{cases:,} cases made in {time.perf_counter() - began:.0f} s", flush=True)


def forget_copies() -> None:
    """What an earlier run multiplied goes, by the server's administrator, so that few are few again."""
    with replace(database.address_of("owner"), user=database.LOCAL.user).connect() as db:
        if not _count(db, "cases_case WHERE entry_count = 0"):
            return
        db.execute("SET session_replication_role = replica")
        db.execute("DELETE FROM cases_assignment USING cases_case c WHERE c.id = case_id AND c.entry_count = 0")
        db.execute("DELETE FROM cases_case WHERE entry_count = 0")
        for table in COPIED:
            db.execute(f"VACUUM (FULL, ANALYZE) {table}")


def _count(db: Any, rows: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])


def _copy(db: Any, kind: str, wanted: int, have: int) -> None:
    """`have` keeps the numbers of a second growth apart from those of the first."""
    originals = (
        f"(SELECT *, row_number() OVER (ORDER BY id) AS seat FROM cases_case WHERE entry_count > 0 AND {kind}) o"
    )
    rounds = -(-wanted // _count(db, originals))
    db.execute(
        f"CREATE TEMP TABLE copied AS SELECT o.id AS old_id, n, gen_random_uuid() AS new_id, o.seat"
        f" FROM {originals} CROSS JOIN generate_series(1, {rounds}) n ORDER BY n, seat LIMIT {wanted}"
    )
    db.execute("CREATE INDEX ON copied (old_id)")
    db.execute("CREATE TEMP SEQUENCE IF NOT EXISTS cases_copied")
    number = f"left(o.number, 6) || lpad((nextval('cases_copied') + {have})::text, 13, '0')"
    changed = {"id": "copied.new_id", "number": number, "entry_count": "0", "merged_into_id": "NULL"}
    changed["stage"] = "CASE o.stage WHEN 'merged' THEN 'ended' ELSE o.stage END"
    _insert(db, "cases_case", changed, "o.id = copied.old_id", wanted)
    _insert(
        db,
        "cases_assignment",
        {"id": "gen_random_uuid()", "case_id": "copied.new_id"},
        "o.case_id = copied.old_id",
        wanted,
    )
    db.execute("DROP TABLE copied")


def _insert(db: Any, table: str, changed: dict[str, str], join: str, wanted: int) -> None:
    """Every moment of a copy moves back by the same span, so that copies spread over three years."""
    columns = db.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
        (table,),
    ).fetchall()
    shift = "make_interval(secs => 94608000.0 * copied.n / (SELECT max(n) FROM copied))"
    values = [
        changed.get(name, f'o."{name}" - {shift}' if kind.startswith("timestamp") else f'o."{name}"')
        for name, kind in columns
    ]
    names = ", ".join(f'"{name}"' for name, _kind in columns)
    db.execute(f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM copied JOIN {table} o ON {join}")


def _loop_ms() -> float:
    """CPU milliseconds of a bare loop of 100,000 turns, of ten taken together."""
    began = time.process_time()
    for _turn in range(TURNS * 10):
        pass
    return (time.process_time() - began) * 100


def _cpu_seconds() -> float:
    """User and system time of the web server's and PostgreSQL's processes, those that have ended included."""
    return sum(_of_tree(pid) for pid in _roots())


def _roots() -> list[int]:
    mine = psutil.Process()
    web = [child.pid for child in mine.children() if "granian" in " ".join(child.cmdline())]
    postmaster = int((home() / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    return [*web, postmaster]


def _of_tree(pid: int) -> float:
    root = psutil.Process(pid)
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        times = process.cpu_times()
        total += times.user + times.system
    return total + root.cpu_times().children_user + root.cpu_times().children_system
