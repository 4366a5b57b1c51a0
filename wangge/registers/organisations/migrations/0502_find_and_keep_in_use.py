"""Organisations are found by any part of their name; what is lived or worked in cannot go."""

from django.db import migrations

FOUND = """
CREATE FUNCTION organisations_found(text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 50 AS $$
    SELECT id FROM organisations_organisation
    WHERE buildings_grams(name || ' ' || initials) @> buildings_grams($1)
    AND strpos(lower(name || ' ' || initials), lower($1)) > 0
    AND area_code >= current_setting('wangge.area_lo', true) AND area_code < current_setting('wangge.area_hi', true)
    ORDER BY length(name), name LIMIT 500
$$
"""
INDEX = (
    "CREATE INDEX organisation_by_words ON organisations_organisation "
    "USING gin (buildings_grams(name || ' ' || initials)) WITH (fastupdate = off)"
)
IN_USE = """
CREATE FUNCTION organisations_keep_in_use() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    is_used boolean;
BEGIN
    IF TG_ARGV[0] = 'dwelling' THEN
        is_used := EXISTS (SELECT FROM people_residence WHERE dwelling_id = NEW.id AND to_on IS NULL)
            OR EXISTS (SELECT FROM organisations_organisation WHERE dwelling_id = NEW.id AND closed_on IS NULL);
    ELSE
        is_used := EXISTS (SELECT FROM organisations_organisation WHERE building_id = NEW.id AND closed_on IS NULL);
    END IF;
    IF is_used THEN
        RAISE EXCEPTION 'Somebody lives or works here.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def kept_in_use(table: str, what: str) -> migrations.RunSQL:
    """A row of this table does not go while it is in use."""
    return migrations.RunSQL(
        f"CREATE TRIGGER keep_in_use BEFORE UPDATE OF is_gone ON {table} FOR EACH ROW "
        f"WHEN (NEW.is_gone AND NOT OLD.is_gone) EXECUTE FUNCTION organisations_keep_in_use('{what}')",
        f"DROP TRIGGER keep_in_use ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0501_search_and_guards"), ("people", "0002_scope_and_history")]

    operations = [
        migrations.RunSQL(INDEX, "DROP INDEX organisation_by_words"),
        migrations.RunSQL(FOUND, "DROP FUNCTION organisations_found(text)"),
        migrations.RunSQL(IN_USE, "DROP FUNCTION organisations_keep_in_use()"),
        kept_in_use("buildings_dwelling", "dwelling"),
        kept_in_use("buildings_building", "building"),
    ]
