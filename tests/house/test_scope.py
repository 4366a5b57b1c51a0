"""Every table of the database is bound by the scope, whether or not a query remembers it.

The tables are asked from the database and the models from Django, so that a table made tomorrow is judged too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from psycopg import sql
from psycopg.types.json import Jsonb

from config import database
from wangge.kernel import scope
from wangge.kernel.ids import new_id
from wangge.kernel.scope import Scope

pytestmark = pytest.mark.django_db

WITHOUT_SCOPE = {
    "auth_group": "names of groups; mandates take their place and it stays empty",
    "auth_group_permissions": "names of groups; mandates take their place and it stays empty",
    "auth_permission": "names of models, the same in every installation",
    "django_content_type": "names of models, the same in every installation",
    "django_migrations": "names of migrations, written by the owner only",
    "django_session": "read by a random key before anybody is known",
    "procrastinate_events": "when a job began and ended",
    "procrastinate_jobs": "jobs carry keys only, and the worker must find them",
    "procrastinate_periodic_defers": "when periodic jobs were last left",
    "procrastinate_workers": "heartbeats of workers",
    "wangge_cache": "counters of failed sign-ins under keyed names, read before anybody is known",
}
# What any named scope may read, even one without an area, a user or a case.
READ_BY_EVERY_SCOPE = {
    "accounts_department": "who works for the district is public",
    "areas_area": "areas are public",
    "areas_areacode": "areas are public",
    "areas_areasstamp": "tells only that areas changed",
    "areas_boundary": "areas are public",
    "basis_item": "everybody may know what is collected and why",
    "basis_notice": "everybody may read what he is told",
    "cases_catalogueversion": "the catalogue is public",
    "cases_category": "the catalogue is public",
    "cases_filingcondition": "the catalogue is public",
    "cases_firstdesk": "the catalogue is public",
    "cases_laterule": "the catalogue is public",
    "cases_route": "the catalogue is public",
    "cases_seal": "heads of the sealed journal are published outside the database anyway",
    "cases_stagelimit": "the catalogue is public",
    "kernel_calendarday": "the calendar is public",
    "kernel_trailseal": "heads of the sealed trail are published outside the database anyway",
    "kernel_stamp": "tells only that rows changed",
}
STRANGER = Scope("stranger")
AT = datetime(2026, 1, 1, tzinfo=UTC)


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        return sorted(name for (name,) in cursor.fetchall())


def bound_models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and model._meta.db_table not in WITHOUT_SCOPE]


each_model = pytest.mark.parametrize("model", bound_models(), ids=lambda model: model._meta.db_table)


def filler(field: models.Field[Any, Any]) -> Any:
    """Some value that fits the column; nothing that makes sense."""
    kind = field.db_type(connection) or ""
    by_kind = {
        "bool": False,
        "bytea": b"x",
        "date": date(2026, 1, 1),
        "double": 1.0,
        "inet": "127.0.0.1",
        "jsonb": {},
        "timestamp": AT,
        "uuid": new_id(),
        "varchar": "x",
        "text": "x",
    }
    if kind.endswith("[]"):
        return []
    return next((value for name, value in by_kind.items() if kind.startswith(name)), 1)


def values(model: type[models.Model]) -> dict[str, Any]:
    """Every column of a row but those that the database fills in."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    return {field.attname: filler(field) for field in fields if not field.generated}


def insertion(model: type[models.Model]) -> tuple[sql.Composed, list[Any]]:
    """The same row as plain SQL."""
    row, columns = values(model), {field.attname: str(field.column) for field in model._meta.concrete_fields}
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join([sql.Identifier(columns[name]) for name in row]),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    return statement, [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]


@contextmanager
def bound_owner(model: type[models.Model]) -> Iterator[psycopg.Connection[Any]]:
    """The owner's transaction, taken back afterwards: one row stands in the table, and policies bind the owner too."""
    table = sql.Identifier(model._meta.db_table)
    owner = replace(database.address_of("owner"), name=str(connection.settings_dict["NAME"]))
    with owner.connect() as db, db.transaction(force_rollback=True):
        for statement in without_guards(db, model._meta.db_table):
            db.execute(statement)
        db.execute(*insertion(model))
        assert count(db, model) > 0
        db.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(table))
        yield db


def without_guards(db: psycopg.Connection[Any], table: str) -> list[sql.Composed]:
    """Statements that let a senseless row in: no triggers, no keys to other tables, no checks."""
    constraints = db.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f', 'x')", [table]
    ).fetchall()
    here = sql.Identifier(table)
    drop = [sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(here, sql.Identifier(name)) for (name,) in constraints]
    return [sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(here), *drop]


def count(db: psycopg.Connection[Any], model: type[models.Model]) -> int:
    row = db.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(model._meta.db_table))).fetchone()
    assert row is not None
    return int(row[0])


def test_every_table_has_row_level_security_with_a_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c WHERE relrowsecurity AND EXISTS"
            " (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = '{0}')"
        )
        bound = {name for (name,) in cursor.fetchall()}
    assert set(tables()) - bound == set(WITHOUT_SCOPE)


def test_every_bound_table_has_a_model_that_is_tried_here() -> None:
    assert set(tables()) - set(WITHOUT_SCOPE) == {model._meta.db_table for model in bound_models()}


def test_the_product_cannot_walk_around_the_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN (current_user, session_user) AND (rolsuper OR rolbypassrls)"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT relname FROM pg_class WHERE pg_has_role(current_user, relowner, 'MEMBER')")
        assert cursor.fetchall() == []
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (database.APP,)


@each_model
def test_without_a_scope_no_row_is_seen_or_changed(model: type[models.Model]) -> None:
    table = sql.Identifier(model._meta.db_table)
    column = sql.Identifier(str(model._meta.concrete_fields[-1].column))
    with bound_owner(model) as db:
        assert count(db, model) == 0
        assert db.execute(sql.SQL("UPDATE {0} SET {1} = {1}").format(table, column)).rowcount == 0
        assert db.execute(sql.SQL("DELETE FROM {}").format(table)).rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            db.execute(*insertion(model))


@each_model
def test_a_scope_that_reaches_nothing_sees_only_what_is_public(model: type[models.Model]) -> None:
    with bound_owner(model) as db:
        db.execute(scope.SET_SCOPE, STRANGER.values())
        assert (count(db, model) > 0) == (model._meta.db_table in READ_BY_EVERY_SCOPE)


@each_model
def test_without_a_scope_plain_sql_reads_and_writes_nothing(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(model._meta.db_table)))
        assert cursor.fetchone() == (0,)
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(*insertion(model))


@each_model
def test_without_a_scope_the_orm_reads_and_writes_nothing(model: type[models.Model]) -> None:
    assert model._base_manager.count() == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        model._base_manager.bulk_create([model(**values(model))])


def test_functions_that_see_more_than_their_caller_cannot_be_fooled() -> None:
    """A SECURITY DEFINER function without a search path of its own runs whatever its caller puts in front."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND NOT coalesce(array_to_string(proconfig, ',') LIKE '%search_path=%', false)"
        )
        assert cursor.fetchall() == []
