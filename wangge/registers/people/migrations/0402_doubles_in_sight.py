"""Who sees a merged entry, where doubles are found, who rules on them; care needs follow where somebody lives."""

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.accounts.roles import Role
from wangge.kernel.policies import in_area
from wangge.registers.policies import MACHINES, archive

# An entry that was merged is in sight where the one kept is: nobody lives under it any more.
IN_SIGHT = """
CREATE OR REPLACE FUNCTION people_in_sight(bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(
        bool_or(is_here) FILTER (WHERE to_on IS NULL), bool_or(is_here), true
    ) FROM (
        SELECT to_on, area_code >= current_setting('wangge.area_lo', true)
            AND area_code < current_setting('wangge.area_hi', true) AS is_here
        FROM people_residence
        WHERE person_id = coalesce((SELECT merged_into_id FROM people_person WHERE id = $1), $1)
    ) lived
$$
"""
IN_SIGHT_BEFORE = """
CREATE OR REPLACE FUNCTION people_in_sight(bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(
        bool_or(is_here) FILTER (WHERE to_on IS NULL), bool_or(is_here), true
    ) FROM (
        SELECT to_on, area_code >= current_setting('wangge.area_lo', true)
            AND area_code < current_setting('wangge.area_hi', true) AS is_here
        FROM people_residence WHERE person_id = $1
    ) lived
$$
"""
# Pairs that may be one person, for the district's duty officer alone: the same number under another name; or the same
# name with the same birthday or phone, where no citizen's number tells the two apart. Found lazily, a page at a time.
DOUBLES = f"""
CREATE FUNCTION people_doubles(beyond bigint, how_many integer)
RETURNS TABLE (person_id bigint, other_id bigint, why text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 50 AS $$
    SELECT d.id, alike.id, alike.why
    FROM people_person d CROSS JOIN LATERAL (
        SELECT o.id, 'document' AS why FROM people_person o
        WHERE d.is_double AND o.document_index = d.document_index AND o.document_index <> '' AND NOT o.is_double
        UNION
        SELECT o.id, 'birthday' FROM people_residence r JOIN people_person o ON o.id = r.person_id
        WHERE r.to_on IS NULL AND r.name = d.name AND o.born_on = d.born_on
            AND (o.document_kind = '111' OR o.id < d.id) AND (o.document_kind <> d.document_kind OR d.document_kind = '')
        UNION
        SELECT o.id, 'phone' FROM people_person o
        WHERE o.phone_index = d.phone_index AND o.phone_index <> '' AND o.name = d.name
            AND (o.born_on IS NULL OR d.born_on IS NULL)
            AND (o.document_kind = '111' OR o.id < d.id) AND (o.document_kind <> d.document_kind OR d.document_kind = '')
    ) found JOIN LATERAL (SELECT found.id, found.why) alike ON alike.id <> d.id
    WHERE d.id > beyond AND d.merged_into_id IS NULL AND (d.is_double OR d.document_kind <> '111')
        AND d.erased_at IS NULL AND (SELECT {role_is(Role.DUTY_OFFICER)})
        AND EXISTS (SELECT 1 FROM people_person o
            WHERE o.id = alike.id AND o.merged_into_id IS NULL AND o.erased_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM people_ruling g WHERE g.undone_at IS NULL
            AND ((g.kept_id, g.other_id) = (d.id, alike.id) OR (g.kept_id, g.other_id) = (alike.id, d.id)))
        AND people_in_sight(d.id) AND people_in_sight(alike.id)
    ORDER BY d.id LIMIT how_many
$$
"""
OF_DUTY = f"{in_area()} AND ({role_is(Role.DUTY_OFFICER)} OR {MACHINES})"
# A need is the concern of those where somebody lives now; it comes along when he settles, and when his grid is recoded.
CARE_FOLLOWS = """
CREATE FUNCTION people_care_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE people_careneed c SET area_code = a.area_code FROM after_rows a
        WHERE c.person_id = a.person_id AND c.to_on IS NULL AND a.to_on IS NULL AND a.presence <> 'away'
            AND c.area_code <> a.area_code;
    ELSE
        UPDATE people_careneed c SET area_code = a.area_code FROM after_rows a JOIN before_rows b USING (id)
        WHERE a.area_code <> b.area_code AND c.person_id = a.person_id AND c.area_code = b.area_code;
    END IF;
    RETURN NULL;
END $$
"""
MOMENTS = (
    ("INSERT", "NEW TABLE AS after_rows"),
    ("UPDATE", "OLD TABLE AS before_rows NEW TABLE AS after_rows"),
)


class Migration(migrations.Migration):
    dependencies = [("people", "0401_rulings_on_doubles")]

    operations = [
        migrations.RunSQL(IN_SIGHT, IN_SIGHT_BEFORE),
        archive("people_ruling", read=OF_DUTY, write=OF_DUTY),
        migrations.RunSQL(DOUBLES, "DROP FUNCTION people_doubles(bigint, integer)"),
        migrations.RunSQL(CARE_FOLLOWS, "DROP FUNCTION people_care_follows()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER care_follows_{moment.lower()} AFTER {moment} ON people_residence REFERENCING {rows} "
                "FOR EACH STATEMENT EXECUTE FUNCTION people_care_follows()",
                f"DROP TRIGGER care_follows_{moment.lower()} ON people_residence",
            )
            for moment, rows in MOMENTS
        ),
    ]
