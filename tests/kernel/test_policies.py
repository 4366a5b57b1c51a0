"""The policies' SQL, tried on a table of their own."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations import RunSQL

from wangge.kernel import policies
from wangge.kernel.scope import Scope, code_range, machine, open_scope

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [("330106003051001", "cg.01."), ("330106003051002", "cg.03."), ("330106004001001", "cg.03."), ("", "")]


def street(department: str = "") -> Scope:
    area_lo, area_hi = code_range("330106003")
    department_lo, department_hi = code_range(department) if department else ("", "")
    return Scope("mandate", 7, 9, area_lo, area_hi, department_lo, department_hi)


def run(db: psycopg.Connection[Any], operation: RunSQL, *, backwards: bool = False) -> None:
    statements = operation.reverse_sql if backwards else operation.sql
    for statement in [statements] if isinstance(statements, str) else list(statements or ()):
        db.execute(str(statement).encode())


@pytest.fixture
def things(owner_connection: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """A protected table with four rows, made by its owner."""
    db = owner_connection
    db.execute('CREATE TABLE things (area_code text COLLATE "C", department_path text COLLATE "C", owner_id bigint)')
    db.cursor().executemany("INSERT INTO things VALUES (%s, %s, 7)", ROWS)
    yield db
    connection.close()
    db.execute("DROP TABLE things")


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM things")
        return int(cursor.fetchone()[0])


def insert(area_code: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES (%s, '', 7)", [area_code])


def test_rows_of_the_range_are_seen_and_no_others(things: psycopg.Connection[Any]) -> None:
    run(things, policies.protect("things", f"{policies.in_area()} AND {policies.in_department()}"))
    assert count() == 0
    with open_scope(street()):
        assert count() == 2
    with open_scope(street("cg.03.")):
        assert count() == 1
    with open_scope(machine("worker")):
        assert count() == 4
    with open_scope(machine("portal")):
        assert count() == 0
    assert count() == 0


def test_writing_is_bound_by_the_range_too(things: psycopg.Connection[Any]) -> None:
    run(things, policies.protect("things", policies.in_area()))
    with open_scope(street()):
        insert("330106003051003")
        with pytest.raises(DatabaseError, match="row-level security"):
            insert("330106004001002")
    with pytest.raises(DatabaseError, match="row-level security"):
        insert("330106003051003")


def test_a_check_may_be_wider_than_the_view(things: psycopg.Connection[Any]) -> None:
    run(things, policies.protect("things", policies.in_area(), policies.ANY_SCOPE))
    with open_scope(street()):
        insert("330106004001002")
        assert count() == 2


def test_reading_can_be_free_while_writing_is_not(things: psycopg.Connection[Any]) -> None:
    run(things, policies.protect("things", f"{policies.in_area()} AND {policies.scope_is('import')}"))
    run(things, policies.read_for_any_scope("things"))
    assert count() == 0
    with open_scope(machine("portal")):
        assert count() == 4
        with pytest.raises(DatabaseError, match="row-level security"):
            insert("330106003051003")
    with open_scope(machine("import")):
        insert("330106003051003")


def test_own_rows_by_user(things: psycopg.Connection[Any]) -> None:
    run(things, policies.protect("things", f"owner_id = {policies.USER_ID}"))
    with open_scope(Scope("self", user_id=7)):
        assert count() == 4
    with open_scope(Scope("self", user_id=8)):
        assert count() == 0
    with open_scope(machine("worker")):
        assert count() == 0


def test_protection_can_be_taken_back(things: psycopg.Connection[Any]) -> None:
    steps = [
        policies.protect("things", policies.in_area()),
        policies.read_for_any_scope("things"),
        policies.append_only("things"),
    ]
    for step in steps:
        run(things, step)
    for step in reversed(steps):
        run(things, step, backwards=True)
    assert count() == 4


@pytest.mark.parametrize("statement", ["UPDATE things SET owner_id = 8", "DELETE FROM things", "TRUNCATE things"])
def test_a_growing_table_refuses_change_even_to_its_owner(things: psycopg.Connection[Any], statement: str) -> None:
    run(things, policies.append_only("things"))
    with pytest.raises(psycopg.errors.RestrictViolation, match="Table things only grows"):
        things.execute(statement.encode())
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_range_reaches_the_index(things: psycopg.Connection[Any]) -> None:
    things.execute(
        "INSERT INTO things SELECT '330106' || lpad(n::text, 9, '0'), '', 1 FROM generate_series(1, 20000) n"
    )
    things.execute("CREATE INDEX things_by_area ON things (area_code)")
    things.execute("ANALYZE things")
    run(things, policies.protect("things", policies.in_area()))
    with open_scope(street()), connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT * FROM things")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "things_by_area" in plan


def test_names_of_scopes_are_plain_words() -> None:
    with pytest.raises(ValueError, match="not a scope's name"):
        policies.scope_is("worker'; --")
