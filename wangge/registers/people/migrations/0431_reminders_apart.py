"""Who reads a reminder, its trail and its history; where a department's found person lives; it comes along on a move.

That a reminder stands must not show in what is written beside it: records, looks and changes of reminders are read by
the department, by whoever wrote the line himself, and by the audit administrator, not by all of the area.
"""

from django.conf import settings
from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.accounts.roles import Role
from wangge.kernel.policies import MANDATE_ID, SCOPE, USER_ID, in_area, in_department
from wangge.registers.policies import KEEPERS, MACHINES

TODAY = f"(now() AT TIME ZONE '{settings.TIME_ZONE}')::date"
HANDLER = role_is(Role.HANDLER)
SERVES = f"""
CREATE FUNCTION people_serves_today() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM accounts_mandate
        WHERE {SCOPE} = 'mandate' AND id = {MANDATE_ID} AND user_id = {USER_ID}
        AND starts_on <= {TODAY} AND (ends_on IS NULL OR ends_on >= {TODAY}))
$$
"""
# Told only of a person whom this user has found by number and name within the hour, and only on his own ground.
HOME = f"""
CREATE FUNCTION people_home_of_found(bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.area_code::text FROM people_residence r
    WHERE r.person_id = $1 AND r.to_on IS NULL AND {in_area("r.area_code")} AND {HANDLER} AND people_serves_today()
        AND EXISTS (SELECT 1 FROM kernel_look l WHERE l.subject = 'person' AND l.subject_id = $1::text
            AND l.what = 'known' AND l.who = {USER_ID} AND l.at > now() - interval '1 hour')
    ORDER BY (r.presence <> 'away') DESC, r.id DESC LIMIT 1
$$
"""
FOLLOW = """
CREATE FUNCTION people_reminders_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM people_reminder WHERE to_on IS NULL) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        UPDATE people_reminder m SET area_code = a.area_code FROM after_rows a
        WHERE m.person_id = a.person_id AND m.to_on IS NULL AND a.to_on IS NULL AND a.presence <> 'away'
            AND m.area_code <> a.area_code;
    ELSE
        UPDATE people_reminder m SET area_code = a.area_code FROM after_rows a JOIN before_rows b USING (id)
        WHERE a.area_code <> b.area_code AND m.person_id = a.person_id AND m.area_code = b.area_code;
    END IF;
    RETURN NULL;
END $$
"""
MOMENTS = (
    ("INSERT", "NEW TABLE AS after_rows"),
    ("UPDATE", "OLD TABLE AS before_rows NEW TABLE AS after_rows"),
)
DEPARTMENT = f"{in_area()} AND {HANDLER} AND {in_department()}"
NAMED = f"{in_area()} AND reader_ids @> to_jsonb({USER_ID})"
READ_BEFORE = f"({DEPARTMENT} OR {NAMED})"
IN_FORCE = "(SELECT people_serves_today())"
READ = f"({IN_FORCE} AND (({DEPARTMENT}) OR ({NAMED} AND to_on IS NULL AND {role_is(*KEEPERS)})))"
WRITE = f"{DEPARTMENT} AND {IN_FORCE}"


def apart(table: str, is_other: str, is_seen: str) -> migrations.RunSQL:
    """Of the lines of a table those about reminders are for fewer than the others."""
    return migrations.RunSQL(
        f'CREATE POLICY reminders_apart ON "{table}" AS RESTRICTIVE FOR SELECT'
        f" USING ({is_other} OR {MACHINES} OR {is_seen})",
        f'DROP POLICY reminders_apart ON "{table}"',
    )


def by_department_or(own: str) -> str:
    """The doer himself, the audit administrator, and the department whose reminder it is."""
    its_own = f"({HANDLER} AND EXISTS (SELECT 1 FROM people_reminder m WHERE m.id::text = subject_id))"
    return f"{own} = {USER_ID} OR {role_is(Role.AUDIT_ADMIN)} OR {its_own}"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0430_reminders_of_known_kinds"),
        ("kernel", "0302_scope_of_seals"),
        ("areas", "0003_what_stands_by_a_former_code"),
    ]

    operations = [
        migrations.RunSQL(SERVES, "DROP FUNCTION people_serves_today()"),
        migrations.RunSQL(HOME, "DROP FUNCTION people_home_of_found(bigint)"),
        migrations.RunSQL(
            f"ALTER POLICY by_select ON people_reminder USING ({READ})",
            f"ALTER POLICY by_select ON people_reminder USING ({READ_BEFORE})",
        ),
        migrations.RunSQL(
            f"ALTER POLICY by_update ON people_reminder USING ({WRITE}) WITH CHECK ({WRITE})",
            f"ALTER POLICY by_update ON people_reminder USING ({DEPARTMENT}) WITH CHECK ({DEPARTMENT})",
        ),
        migrations.RunSQL(
            f"ALTER POLICY by_insert ON people_reminder WITH CHECK ({WRITE})",
            f"ALTER POLICY by_insert ON people_reminder WITH CHECK ({DEPARTMENT})",
        ),
        migrations.RunSQL(FOLLOW, "DROP FUNCTION people_reminders_follow()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER reminders_follow_{moment.lower()} AFTER {moment} ON people_residence REFERENCING {rows} "
                "FOR EACH STATEMENT EXECUTE FUNCTION people_reminders_follow()",
                f"DROP TRIGGER reminders_follow_{moment.lower()} ON people_residence",
            )
            for moment, rows in MOMENTS
        ),
        apart("kernel_record", "subject <> 'people_reminder'", by_department_or("user_id")),
        apart("kernel_look", "subject <> 'reminder'", by_department_or("who")),
        apart("kernel_change", "\"table\" <> 'people_reminder'", "false"),
    ]
