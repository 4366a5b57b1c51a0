"""Who may read and write areas, the guard of the tree, and the stamp that tells every process of a change."""

from django.db import migrations

from wangge.kernel.kept import stamp_on
from wangge.kernel.policies import in_area, protect, read_for_any_scope, scope_is

WRITER = scope_is("mandate", "import", "replay")
OWN_CODE = f"{WRITER} AND {in_area('code')}"
OWN_AREA = f"{WRITER} AND EXISTS (SELECT 1 FROM areas_area a WHERE a.id = area_id AND {in_area('a.code')})"
OWN_IMPORT = f"{WRITER} AND {in_area('area_code')}"

TREE_GUARD = """
CREATE FUNCTION areas_guard_tree() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    levels CONSTANT text[] := ARRAY['district', 'street', 'community', 'grid', 'micro'];
    this areas_area%ROWTYPE;
    above areas_area%ROWTYPE;
BEGIN
    SELECT * INTO this FROM areas_area WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT 1 FROM areas_area child WHERE child.parent_id = this.id AND NOT child.is_retired
        AND (this.is_retired OR left(child.code, length(this.code)) <> this.code)
    ) THEN
        RAISE EXCEPTION 'Area % has current children that do not extend its code.', this.code
            USING ERRCODE = 'check_violation';
    END IF;
    IF this.is_retired OR this.parent_id IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO above FROM areas_area WHERE id = this.parent_id;
    IF above.is_retired OR left(this.code, length(above.code)) <> above.code
        OR array_position(levels, this.level) <> array_position(levels, above.level) + 1
    THEN
        RAISE EXCEPTION 'Area % does not extend its parent %.', this.code, above.code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""

class Migration(migrations.Migration):
    dependencies = [("areas", "0001_tree_boundaries_imports"), ("kernel", "0002_calendar_day")]

    operations = [
        protect("areas_area", OWN_CODE),
        read_for_any_scope("areas_area"),
        protect("areas_areacode", OWN_AREA),
        read_for_any_scope("areas_areacode"),
        protect("areas_boundary", OWN_AREA),
        read_for_any_scope("areas_boundary"),
        protect("areas_areaimport", OWN_IMPORT),
        protect("areas_importrow", OWN_IMPORT),
        migrations.RunSQL(TREE_GUARD, "DROP FUNCTION areas_guard_tree()"),
        migrations.RunSQL(
            "CREATE CONSTRAINT TRIGGER tree AFTER INSERT OR UPDATE ON areas_area "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION areas_guard_tree()",
            "DROP TRIGGER tree ON areas_area",
        ),
        stamp_on("areas_area", "areas"),
        stamp_on("areas_boundary", "areas"),
    ]
