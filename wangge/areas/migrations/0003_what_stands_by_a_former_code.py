"""An import stands by the code of an area and follows it; what only grows keeps the code that stood, and is read by it.

Looks and records keep their code. Whoever may see an area may also see what was written under one of its former codes.
"""

from django.db import migrations

from wangge.kernel.policies import ANY_SCOPE, USER_ID, in_area

FOLLOW_AREA = """
CREATE FUNCTION areas_imports_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE areas_areaimport SET area_code = NEW.code WHERE area_code = OLD.code;
    UPDATE areas_importrow SET area_code = NEW.code WHERE area_code = OLD.code;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER areas_imports_follow AFTER UPDATE OF code ON areas_area
FOR EACH ROW WHEN (OLD.code <> NEW.code) EXECUTE FUNCTION areas_imports_follow()
"""


def under_former_code(table: str) -> str:
    """The row's code lies under one that an area in the scope's range had before; the planner asks last."""
    return (
        "EXISTS (SELECT 1 FROM areas_areacode former JOIN areas_area a ON a.id = former.area_id "
        f"WHERE former.to_on IS NOT NULL AND {in_area('a.code')} "
        f"AND {table}.area_code >= former.code AND {table}.area_code < former.code || '~')"
    )


def policy(table: str, own: str) -> migrations.RunSQL:
    """Who reads a table that only grows: by its code, as the one who did it, or by a former code."""
    before = f"{in_area()} OR {own} = {USER_ID}"
    alter = f"ALTER POLICY by_scope ON {table} USING ({{}}) WITH CHECK ({ANY_SCOPE})"
    return migrations.RunSQL(alter.format(f"{before} OR {under_former_code(table)}"), alter.format(before))


class Migration(migrations.Migration):
    dependencies = [("areas", "0002_scope_and_guards"), ("kernel", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [FOLLOW_AREA, TRIGGER],
            ["DROP TRIGGER areas_imports_follow ON areas_area", "DROP FUNCTION areas_imports_follow()"],
        ),
        policy("kernel_look", "who"),
        policy("kernel_record", "user_id"),
    ]
