"""Who sees which case, the journal that only grows, the sequence of case numbers, and the way in by receipt."""

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.cases.access import CASE_ROLES
from wangge.kernel.policies import ANY_SCOPE, APP_ROLE, append_only, in_area, protect, scope_is

CASE_ID = "(SELECT nullif(current_setting('wangge.case_id', true), '')::uuid)"
SCOPE = "(SELECT current_setting('wangge.scope', true))"
DEPARTMENT_HI = "(SELECT current_setting('wangge.department_hi', true))"
DEPARTMENT = """
    department_path >= current_setting('wangge.department_lo', true)
    AND department_path < current_setting('wangge.department_hi', true)"""
WORKS_ON_CASES = f"({SCOPE} <> 'mandate' OR {role_is(*sorted(CASE_ROLES))})"

# Every department of a case sees who else works on it; the function looks past the policy to find out.
IS_OF_DEPARTMENT = f"""
CREATE FUNCTION cases_is_of_department(uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM cases_assignment WHERE case_id = $1 AND {DEPARTMENT})
$$
"""

FIND_RECEIPT = f"""
CREATE FUNCTION cases_find_receipt(text) RETURNS TABLE (case_id uuid, area_code text, tail_index text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.area_code::text, r.tail_index::text
    FROM cases_receipt r JOIN cases_case c ON c.id = r.case_id
    WHERE r.code_index = $1 AND {ANY_SCOPE}
$$
"""


def of_department(case: str, own: str = "") -> str:
    """The scope is not narrowed by a department, or the department works on the case."""
    mine = f"({own}) OR " if own else ""
    return f"({DEPARTMENT_HI} = '' OR {mine}cases_is_of_department({case}))"


def one_case(column: str) -> str:
    """A resident sees exactly one case; everybody else is not narrowed by it."""
    return f"({column} = {CASE_ID} OR ({CASE_ID} IS NULL AND {SCOPE} <> 'resident'))"


def with_case(table: str) -> migrations.RunSQL:
    """Visible where its case is visible."""
    return protect(table, f'(EXISTS (SELECT 1 FROM cases_case c WHERE c.id = "{table}".case_id))')


def keep(table: str) -> migrations.RunSQL:
    """The product never deletes these rows."""
    return migrations.RunSQL(
        f'REVOKE DELETE, TRUNCATE ON "{table}" FROM {APP_ROLE}', f'GRANT DELETE ON "{table}" TO {APP_ROLE}'
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_case_and_journal"),
        ("accounts", "0003_department_office"),
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE cases_number MINVALUE 1 MAXVALUE 99999 CYCLE CACHE 1", "DROP SEQUENCE cases_number"
        ),
        migrations.RunSQL(IS_OF_DEPARTMENT, "DROP FUNCTION cases_is_of_department(uuid)"),
        protect("cases_case", f"{in_area()} AND {one_case('id')} AND {WORKS_ON_CASES} AND {of_department('id')}"),
        protect(
            "cases_assignment",
            f"{in_area()} AND {one_case('case_id')} AND {WORKS_ON_CASES} AND {of_department('case_id', DEPARTMENT)}",
        ),
        *(
            with_case(f"cases_{name}")
            for name in ("entry", "words", "reporter", "receipt", "attachment")
        ),
        protect("cases_seal", ANY_SCOPE, scope_is("timer")),
        append_only("cases_entry"),
        append_only("cases_seal"),
        *(keep(f"cases_{name}") for name in ("case", "assignment", "words", "reporter", "receipt", "attachment")),
        migrations.RunSQL(FIND_RECEIPT, "DROP FUNCTION cases_find_receipt(text)"),
    ]
