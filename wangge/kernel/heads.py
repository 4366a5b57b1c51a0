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


def oldest_running() -> int:
    """The oldest transaction that still runs: whatever is older has committed, and nothing can fall behind it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
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
