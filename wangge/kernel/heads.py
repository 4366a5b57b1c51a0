"""Heads of sealed batches: how one follows from the last, and the file outside the database that keeps them."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import connection

from wangge.kernel.crypto import chain_hash


def head_of(previous: str, digests: Iterable[str]) -> str:
    """SM3 over the previous head and the digests of a batch, in hex."""
    return chain_hash(previous, "\n".join(digests).encode())


# A server's databases share one count of transactions. One that runs is left out only where its lock shows that it is
# another database's: a lock that is not there yet, or a prepared transaction, counts as ours.
OLDEST_RUNNING = """
SELECT least(
    min(running.id), pg_current_xact_id_if_assigned(), pg_snapshot_xmax(pg_current_snapshot())
)::text::bigint
FROM pg_snapshot_xip(pg_current_snapshot()) AS running (id)
WHERE NOT EXISTS (
    SELECT FROM pg_locks AS held
    JOIN pg_stat_activity AS session ON session.pid = held.pid
    WHERE held.locktype = 'transactionid' AND held.granted AND held.mode = 'ExclusiveLock'
      AND held.transactionid = running.id::xid AND session.datname <> current_database()
)
"""


def oldest_running() -> int:
    """The oldest transaction of this database that runs: what is older has committed, nothing can fall behind it."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_RUNNING)
        oldest: int = cursor.fetchone()[0]
    return oldest


def read(path: Path) -> list[dict[str, Any]]:
    """The lines that were written whole."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]


def append(path: Path, lines: Iterable[Mapping[str, Any]]) -> int:
    """Write lines behind those that stand, safe against a power cut; answers how many."""
    written = [json.dumps(line) + "\n" for line in lines]
    if written:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(written)
            file.flush()
            os.fsync(file.fileno())
    return len(written)
