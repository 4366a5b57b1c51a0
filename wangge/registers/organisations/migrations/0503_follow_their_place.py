"""An organisation stands where its door or its building stands: address and area follow when those change."""

from django.db import migrations

FOLLOW = """
CREATE FUNCTION organisations_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_ARGV[0] = 'dwelling' THEN
        UPDATE organisations_organisation o
            SET building_id = b.id, area_id = b.area_id, area_code = b.area_code, address = NEW.address
            FROM buildings_building b WHERE b.id = NEW.building_id AND o.dwelling_id = NEW.id;
    ELSE
        UPDATE organisations_organisation
            SET area_id = NEW.area_id, area_code = NEW.area_code, address = NEW.address
            WHERE building_id = NEW.id AND dwelling_id IS NULL;
    END IF;
    RETURN NULL;
END $$
"""


def followed(table: str, what: str, columns: str) -> migrations.RunSQL:
    """Those of a row of this table go with it."""
    return migrations.RunSQL(
        f"CREATE TRIGGER organisations_follow AFTER UPDATE OF {columns} ON {table} FOR EACH ROW "
        f"WHEN (({_of('OLD', columns)}) IS DISTINCT FROM ({_of('NEW', columns)})) "
        f"EXECUTE FUNCTION organisations_follow('{what}')",
        f"DROP TRIGGER organisations_follow ON {table}",
    )


def _of(row: str, columns: str) -> str:
    return ", ".join(f"{row}.{column}" for column in columns.split(", "))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0502_find_and_keep_in_use")]

    operations = [
        migrations.RunSQL(FOLLOW, "DROP FUNCTION organisations_follow()"),
        followed("buildings_dwelling", "dwelling", "building_id, area_code, address"),
        followed("buildings_building", "building", "area_id, area_code, address"),
    ]
