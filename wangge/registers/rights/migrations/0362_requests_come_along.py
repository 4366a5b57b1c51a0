"""A request that is open comes along when its person moves: it is decided by those who may see him."""

from django.db import migrations

# As reminders do: to where he lives now, and with his home when that gets another code.
FOLLOW = """
CREATE FUNCTION rights_requests_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM rights_request WHERE state <> 'answered') THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        UPDATE rights_request q SET area_code = a.area_code FROM after_rows a
        WHERE q.person_id = a.person_id AND q.state <> 'answered' AND a.to_on IS NULL AND a.presence <> 'away'
            AND q.area_code <> a.area_code;
    ELSE
        UPDATE rights_request q SET area_code = a.area_code FROM after_rows a JOIN before_rows b USING (id)
        WHERE a.area_code <> b.area_code AND q.person_id = a.person_id AND q.area_code = b.area_code;
    END IF;
    RETURN NULL;
END $$
"""
MOMENTS = (
    ("INSERT", "NEW TABLE AS after_rows"),
    ("UPDATE", "OLD TABLE AS before_rows NEW TABLE AS after_rows"),
)


class Migration(migrations.Migration):
    dependencies = [("rights", "0361_looks_at_merged_entries"), ("people", "0461_who_may_ask")]

    operations = [
        migrations.RunSQL(FOLLOW, "DROP FUNCTION rights_requests_follow()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER requests_follow_{moment.lower()} AFTER {moment} ON people_residence REFERENCING {rows} "
                "FOR EACH STATEMENT EXECUTE FUNCTION rights_requests_follow()",
                f"DROP TRIGGER requests_follow_{moment.lower()} ON people_residence",
            )
            for moment, rows in MOMENTS
        ),
    ]
