"""A case stands by the code of its area: it takes the code at its birth, and follows when the area gets another one.

Both happen inside the transaction that recodes, beside the mandates and departments (`accounts_follow_area`), so that
there is no moment in which nobody sees a case. Entries keep the code that stood.
"""

from django.db import migrations

# The lock waits for a recoding that is under way; what this process has in memory of the area may be older.
TAKE_CODE = """
CREATE FUNCTION cases_take_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    own areas_area%ROWTYPE;
BEGIN
    SELECT * INTO own FROM areas_area WHERE id = NEW.area_id FOR SHARE;
    IF NOT own.is_retired THEN
        NEW.area_code := own.code;
    END IF;
    RETURN NEW;
END $$
"""

# What stands in a retired area comes under the nearest one in use: a retired code follows nobody. The assignments are
# a statement of their own, because a dispatch that held the case until now may have added one.
FOLLOW_AREA = """
CREATE FUNCTION cases_follow_area() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    here CONSTANT bigint[] := ARRAY(
        WITH RECURSIVE below(id) AS (
            SELECT NEW.id
            UNION ALL
            SELECT area.id FROM areas_area area JOIN below ON area.parent_id = below.id WHERE area.is_retired
        )
        SELECT id FROM below
    );
BEGIN
    UPDATE cases_case SET area_code = NEW.code WHERE area_id = ANY(here);
    UPDATE cases_assignment SET area_code = NEW.code
        FROM cases_case c WHERE c.id = case_id AND c.area_id = ANY(here);
    RETURN NULL;
END $$
"""


def trigger(table: str, function: str, source: str, when: str) -> migrations.RunSQL:
    """A function and its trigger for each row."""
    return migrations.RunSQL(
        [source, f"CREATE TRIGGER {function} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"],
        [f"DROP TRIGGER {function} ON {table}", f"DROP FUNCTION {function}()"],
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0202_policies_that_the_planner_reads"), ("areas", "0002_scope_and_guards")]

    operations = [
        trigger("cases_case", "cases_take_code", TAKE_CODE, "BEFORE INSERT OR UPDATE OF area_id"),
        trigger("areas_area", "cases_follow_area", FOLLOW_AREA, "AFTER UPDATE OF code"),
    ]
