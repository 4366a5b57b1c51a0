"""SQL for migrations: row-level security and tables that only grow.

A policy begins with the range of area codes, so that the b-tree serves even a query that forgot its filter. Columns
compared here are `COLLATE "C"` (`db_collation="C"`). After a transaction PostgreSQL leaves a custom setting as an empty
string, so empty and unset must both mean "no".
"""

from django.db.migrations import RunSQL

SCOPE = "current_setting('wangge.scope', true)"
USER_ID = "nullif(current_setting('wangge.user_id', true), '')::bigint"
MANDATE_ID = "nullif(current_setting('wangge.mandate_id', true), '')::bigint"
CASE_ID = "nullif(current_setting('wangge.case_id', true), '')::uuid"
ANY_SCOPE = f"({SCOPE} <> '')"
# The scope's range holds every code; looked up once for a statement.
IN_EVERY_AREA = (
    """(SELECT current_setting('wangge.area_lo', true) = '' AND current_setting('wangge.area_hi', true) = '~')"""
)
APP_ROLE = "wangge_app"

REFUSE_CHANGE = """
CREATE FUNCTION wangge_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Table % only grows: % is refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Write a new row that says what changed.';
END $$
"""


def scope_is(*names: str) -> str:
    """The open scope bears one of these names."""
    return f"({SCOPE} IN ({', '.join(_quoted(name) for name in names)}))"


def in_area(column: str = "area_code") -> str:
    """The row's area code lies in the range of the scope."""
    return _in_range(column, "area")


def in_department(column: str = "department_path") -> str:
    """The scope is not narrowed by a department, or the row's department lies in its range."""
    is_wide = "current_setting('wangge.department_hi', true) = ''"
    return f"({ANY_SCOPE} AND ({is_wide} OR {_in_range(column, 'department')}))"


def protect(table: str, using: str, check: str | None = None) -> RunSQL:
    """Row-level security with one policy for all commands; `check` (default: `using`) judges written rows."""
    with_check = f" WITH CHECK ({check})" if check else ""
    return RunSQL(
        [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'CREATE POLICY by_scope ON "{table}" FOR ALL USING ({using}){with_check}',
        ],
        [
            f'DROP POLICY by_scope ON "{table}"',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ],
    )


def allow(table: str, command: str, condition: str) -> RunSQL:
    """One more policy on a protected table: SELECT, INSERT, UPDATE or DELETE is also allowed on a condition."""
    name = f"also_{command.lower()}"
    clause = "WITH CHECK" if command == "INSERT" else "USING"
    return RunSQL(
        f'CREATE POLICY {name} ON "{table}" FOR {command} {clause} ({condition})',
        f'DROP POLICY {name} ON "{table}"',
    )


def read_for_any_scope(table: str) -> RunSQL:
    """On a protected table: every row may be read under any scope (areas, catalogues, calendars)."""
    return allow(table, "SELECT", ANY_SCOPE)


def append_only(table: str) -> RunSQL:
    """The table only grows: UPDATE, DELETE and TRUNCATE are refused to everybody, the owner included."""
    changes, refuse = (
        "UPDATE OR DELETE OR TRUNCATE",
        "EXECUTE FUNCTION wangge_refuse_change()",
    )
    return RunSQL(
        [
            f'CREATE TRIGGER append_only BEFORE {changes} ON "{table}" FOR EACH STATEMENT {refuse}',
            f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {APP_ROLE}',
        ],
        [
            f'GRANT UPDATE, DELETE ON "{table}" TO {APP_ROLE}',
            f'DROP TRIGGER append_only ON "{table}"',
        ],
    )


def refuse_change() -> RunSQL:
    """The function behind `append_only`; the kernel's first migration makes it."""
    return RunSQL(REFUSE_CHANGE, "DROP FUNCTION wangge_refuse_change()")


def _in_range(column: str, kind: str) -> str:
    lo, hi = (f"current_setting('wangge.{kind}_{end}', true)" for end in ("lo", "hi"))
    return f"({column} >= {lo} AND {column} < {hi})"


def _quoted(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(f"{name!r} is not a scope's name.")
    return f"'{name}'"
