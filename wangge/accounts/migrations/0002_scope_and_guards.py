"""Who may read and write which rows of this room, and the guards that no code can walk around."""

from django.db import migrations

from wangge.accounts.policies import ROLE_IN_USE, role_is
from wangge.accounts.roles import ADMINISTRATORS, Role
from wangge.kernel.policies import (
    ANY_SCOPE,
    SCOPE,
    USER_ID,
    append_only,
    in_area,
    scope_is,
)

MAKERS = scope_is("import", "replay")
MACHINES = scope_is("worker", "timer", "import", "replay", "feed")
SIGN_IN = scope_is("signin")
SYSTEM, SECURITY = role_is(Role.SYSTEM_ADMIN), role_is(Role.SECURITY_ADMIN)
MINE = f"(user_id = {USER_ID})"
ABOVE_ME = (
    "(area_code = left(current_setting('wangge.area_lo', true), length(area_code)))"
)
THREE = ", ".join(f"'{role.value}'" for role in sorted(ADMINISTRATORS))

MANDATE_GUARD = f"""
CREATE FUNCTION accounts_guard_mandate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    is_person CONSTANT boolean := coalesce({SCOPE}, '') IN ('mandate', 'self');
    is_own CONSTANT boolean := is_person AND NEW.user_id = {USER_ID};
BEGIN
    NEW.area_code := (SELECT code FROM areas_area WHERE id = NEW.area_id);
    NEW.department_path := coalesce((SELECT path FROM accounts_department WHERE id = NEW.department_id), '');
    IF TG_OP = 'INSERT' AND is_own THEN
        RAISE EXCEPTION 'Nobody grants a mandate to themselves.' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.user_id, NEW.role, NEW.area_id, NEW.starts_on) <> (OLD.user_id, OLD.role, OLD.area_id, OLD.starts_on)
            OR NEW.department_id IS DISTINCT FROM OLD.department_id
        THEN
            RAISE EXCEPTION 'A mandate keeps its user, role, place and first day.' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.ends_on IS NOT DISTINCT FROM OLD.ends_on THEN
            RETURN NEW;
        END IF;
        IF is_person AND (is_own OR coalesce(wangge_role(), '') <> '{Role.SECURITY_ADMIN}') THEN
            RAISE EXCEPTION 'Only another security administrator ends a mandate.' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM accounts_mandate other
        WHERE other.user_id = NEW.user_id AND other.id <> NEW.id AND other.role <> NEW.role
        AND (other.role IN ({THREE}) OR NEW.role IN ({THREE}))
        AND other.starts_on <= coalesce(NEW.ends_on, 'infinity') AND NEW.starts_on <= coalesce(other.ends_on, 'infinity')
        AND other.starts_on <= coalesce(other.ends_on, 'infinity') AND NEW.starts_on <= coalesce(NEW.ends_on, 'infinity')
    ) THEN
        RAISE EXCEPTION 'An administrator holds no other role.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

USER_GUARD = f"""
CREATE FUNCTION accounts_guard_user() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    role_in_use CONSTANT text := coalesce(wangge_role(), '');
    is_own CONSTANT boolean := coalesce(OLD.id = {USER_ID}, false);
BEGIN
    IF coalesce({SCOPE}, '') NOT IN ('mandate', 'self', 'signin') THEN
        RETURN NEW;
    END IF;
    IF (NEW.username, NEW.name) <> (OLD.username, OLD.name) AND role_in_use <> '{Role.SYSTEM_ADMIN}' THEN
        RAISE EXCEPTION 'Only a system administrator renames a user.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.is_active <> OLD.is_active AND (is_own OR role_in_use <> '{Role.SECURITY_ADMIN}') THEN
        RAISE EXCEPTION 'Only another security administrator locks a user.' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.phone_sealed IS DISTINCT FROM OLD.phone_sealed OR NEW.language <> OLD.language)
        AND NOT is_own AND role_in_use <> '{Role.SYSTEM_ADMIN}'
    THEN
        RAISE EXCEPTION 'The phone and language are the user''s own.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

DEPARTMENT_GUARD = """
CREATE FUNCTION accounts_guard_department() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    parent_path CONSTANT text := coalesce((SELECT path FROM accounts_department WHERE id = NEW.parent_id), '');
BEGIN
    NEW.area_code := (SELECT code FROM areas_area WHERE id = NEW.area_id);
    NEW.level := length(NEW.path) - length(replace(NEW.path, '.', ''));
    IF NEW.path !~ ('^' || replace(parent_path, '.', '[.]') || '[a-z0-9]+[.]$') THEN
        RAISE EXCEPTION 'The path of a department extends its parent''s.' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.path <> OLD.path OR NEW.area_id <> OLD.area_id) THEN
        RAISE EXCEPTION 'A department keeps its path and area.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

FOLLOW_AREA = """
CREATE FUNCTION accounts_follow_area() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE accounts_department SET area_code = NEW.code WHERE area_id = NEW.id;
    UPDATE accounts_mandate SET area_code = NEW.code WHERE area_id = NEW.id;
    RETURN NULL;
END $$
"""


def only(table: str, **conditions: str) -> migrations.RunSQL:
    """Row-level security with one policy for each command named; the others are refused."""
    forward, back = (
        [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"],
        [f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"],
    )
    for command, condition in conditions.items():
        clause = "WITH CHECK" if command == "insert" else "USING"
        forward.append(
            f"CREATE POLICY may_{command} ON {table} FOR {command.upper()} {clause} ({condition})"
        )
        back.insert(0, f"DROP POLICY may_{command} ON {table}")
    return migrations.RunSQL(forward, back)


def guard(
    table: str, function: str, source: str, events: str, when: str = "BEFORE"
) -> migrations.RunSQL:
    """A trigger for each row."""
    return migrations.RunSQL(
        [
            source,
            f"CREATE TRIGGER {function} {when} {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        ],
        [f"DROP TRIGGER {function} ON {table}", f"DROP FUNCTION {function}()"],
    )


class Migration(migrations.Migration):
    """Row-level security and guards."""

    dependencies = [
        ("accounts", "0001_users_departments_mandates"),
        ("kernel", "__first__"),
    ]

    operations = [
        migrations.RunSQL(ROLE_IN_USE, "DROP FUNCTION wangge_role()"),
        guard(
            "accounts_mandate",
            "accounts_guard_mandate",
            MANDATE_GUARD,
            "INSERT OR UPDATE",
        ),
        guard("accounts_user", "accounts_guard_user", USER_GUARD, "UPDATE"),
        guard(
            "accounts_department",
            "accounts_guard_department",
            DEPARTMENT_GUARD,
            "INSERT OR UPDATE",
        ),
        guard(
            "areas_area", "accounts_follow_area", FOLLOW_AREA, "UPDATE OF code", "AFTER"
        ),
        only(
            "accounts_mandate",
            select=f"({in_area()} AND ({scope_is('mandate')} OR {MACHINES})) OR {MINE}"
            f" OR ({scope_is('mandate')} AND {ABOVE_ME}) OR (is_public AND {scope_is('portal', 'resident')})",
            insert=f"{in_area()} AND ({MAKERS} OR {SECURITY})",
            update=f"({in_area()} AND ({MAKERS} OR {SECURITY})) OR {MINE}",
        ),
        only(
            "accounts_department",
            select=ANY_SCOPE,
            insert=f"{in_area()} AND ({MAKERS} OR {SYSTEM})",
            update=f"{in_area()} AND ({MAKERS} OR {SYSTEM})",
        ),
        only(
            "accounts_user",
            select=f"{scope_is('mandate', 'signin')} OR {MACHINES} OR id = {USER_ID}",
            insert=f"{MAKERS} OR {SYSTEM}",
            update=f"{MAKERS} OR {SYSTEM} OR {SECURITY} OR id = {USER_ID}",
        ),
        only(
            "accounts_credential",
            select=f"{MINE} OR {SIGN_IN} OR {MAKERS} OR {SECURITY}",
            insert=f"{MAKERS} OR {SECURITY}",
            update=f"{MINE} OR {SIGN_IN} OR {MAKERS} OR {SECURITY}",
        ),
        only(
            "accounts_recoverycode",
            select=f"{MINE} OR {SIGN_IN} OR {SECURITY}",
            insert=MINE,
            update=SIGN_IN,
            delete=f"{MINE} OR {SECURITY}",
        ),
        only(
            "accounts_signin",
            select=f"{MINE} OR {SIGN_IN} OR {role_is(Role.AUDIT_ADMIN, Role.SECURITY_ADMIN)}",
            insert=f"{SIGN_IN} OR {MAKERS} OR ({scope_is('mandate', 'self')}"
            f" AND (by_user_id = {USER_ID} OR (by_user_id IS NULL AND {MINE})))",
        ),
        append_only("accounts_signin"),
    ]
