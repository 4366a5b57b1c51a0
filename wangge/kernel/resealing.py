"""Rotation of keys: every sealed value is sealed anew with the newest key, a batch in a transaction.

What is sealed with the newest key already is passed over by its first byte, so that a rotation that was cut off goes
on where it stopped and ends the same. The history holds sealed values, too. Only the owner of the tables may do this.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from wangge.kernel import crypto

BATCH = 2_000
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Sealed:
    """One column of one table; `key` is the table's primary key."""

    table: str
    column: str
    purpose: str
    key: str = "id"


def reseal_all(db: Connection, columns: Sequence[Sealed]) -> Iterator[tuple[str, int]]:
    """Seal everything anew; tells after each batch which column and how many values."""
    newest = crypto.current_head()
    for column in columns:
        yield from _each_batch(db, column, newest)
    for table in sorted({column.table for column in columns}):
        purposes = {column.column: column.purpose for column in columns if column.table == table}
        yield from _each_batch_of_history(db, table, purposes, newest)


def left(db: Connection, columns: Sequence[Sealed]) -> int:
    """How many values are not sealed with the newest key."""
    newest, total = crypto.current_head(), 0
    for column in columns:
        row = db.execute(_select(column, sql.SQL("count(*)"), sql.SQL("")), [newest]).fetchone()
        total += row[0] if row else 0
    return total


def _each_batch(db: Connection, column: Sealed, newest: int) -> Iterator[tuple[str, int]]:
    wanted = sql.SQL("{}, {}").format(sql.Identifier(column.key), sql.Identifier(column.column))
    some = sql.SQL(" ORDER BY {} LIMIT {} FOR UPDATE").format(sql.Identifier(column.key), sql.Literal(BATCH))
    update = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(
        sql.Identifier(column.table), sql.Identifier(column.column), sql.Identifier(column.key)
    )
    while True:
        with db.transaction():
            _say_so(db)
            rows = db.execute(_select(column, wanted, some), [newest]).fetchall()
            anew = [(_anew(sealed, column.purpose), key) for key, sealed in rows]
            with db.cursor() as cursor:
                cursor.executemany(update, anew)
        if not rows:
            return
        yield f"{column.table}.{column.column}", len(rows)


def _each_batch_of_history(
    db: Connection, table: str, purposes: dict[str, str], newest: int
) -> Iterator[tuple[str, int]]:
    """The old and new values that changes hold, in the spelling of JSON (\\x and hexadecimal digits)."""
    last = 0
    # As text: Django's connection, on which the command runs, does not read JSON.
    find = """
        SELECT id, changed::text FROM kernel_change
        WHERE "table" = %s AND id > %s AND changed ?| %s ORDER BY id LIMIT %s
    """
    while True:
        with db.transaction():
            rows = db.execute(find, [table, last, list(purposes), BATCH]).fetchall()
            read = [(key, json.loads(text)) for key, text in rows]
            anew = [(Jsonb(told), key) for key, changed in read if (told := _told_anew(changed, purposes, newest))]
            with db.cursor() as cursor:
                cursor.executemany("UPDATE kernel_change SET changed = %s WHERE id = %s", anew)
        if not rows:
            return
        last = rows[-1][0]
        if anew:
            yield f"kernel_change ({table})", len(anew)


def _told_anew(changed: dict[str, list[Any]], purposes: dict[str, str], newest: int) -> dict[str, list[Any]] | None:
    """The change with newer seals; None where all are the newest."""
    told = dict(changed)
    for column, purpose in purposes.items():
        if column in changed:
            told[column] = [_hex_anew(value, purpose, newest) for value in changed[column]]
    return None if told == changed else told


def _hex_anew(value: Any, purpose: str, newest: int) -> Any:
    if not isinstance(value, str) or not value.startswith("\\x"):
        return value
    sealed = bytes.fromhex(value[2:])
    return value if sealed[0] == newest else "\\x" + _anew(sealed, purpose).hex()


def _anew(sealed: bytes, purpose: str) -> bytes:
    return crypto.seal(crypto.unseal(sealed, purpose=purpose), purpose=purpose)


def _select(column: Sealed, what: sql.Composable, some: sql.Composable) -> sql.Composed:
    name = sql.Identifier(column.column)
    return sql.SQL("SELECT {} FROM {} WHERE length({}) > 0 AND get_byte({}, 0) <> %s{}").format(
        what, sql.Identifier(column.table), name, name, some
    )


def _say_so(db: Connection) -> None:
    db.execute("SELECT set_config('wangge.resealing', 'on', true)")
