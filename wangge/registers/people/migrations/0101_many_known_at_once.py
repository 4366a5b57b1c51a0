"""The question of `people_known` for a whole batch of an import; and a new person is in nobody's way."""

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.registers.policies import KEEPERS, MACHINES

# As `people_known`, for many rows: who is found leaves a look where he lives and where it was asked; of those whom
# nobody knows one look a batch and community tells that it was asked. Too many found in an hour: no answer to any.
KNOWN_MANY = """
CREATE FUNCTION people_known_many(numbers integer[], indexes text[], names text[], areas text[], reason text)
RETURNS TABLE (row_number integer, person_id bigint, is_taken boolean, is_too_often boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    asker CONSTANT bigint := nullif(current_setting('wangge.user_id', true), '');
    held CONSTANT bigint := nullif(current_setting('wangge.mandate_id', true), '');
    called CONSTANT text := coalesce((SELECT u.name FROM accounts_user u WHERE u.id = asker), '');
BEGIN
    IF asker IS NOT NULL AND (
        SELECT count(*) FROM kernel_look WHERE who = asker AND what = 'known_by_import' AND subject_id <> ''
        AND at > now() - interval '1 hour'
    ) >= 4000 THEN
        RETURN QUERY SELECT n, NULL::bigint, false, true FROM unnest(numbers) n;
        RETURN;
    END IF;
    RETURN QUERY
    WITH asked AS (
        SELECT * FROM unnest(numbers, indexes, names, areas) AS a (number, index, name, area_code)
    ), found AS (
        SELECT a.number, a.area_code, p.id, p.name = a.name AS is_named FROM asked a
        JOIN people_person p ON p.document_index = a.index AND p.document_index <> ''
            AND p.merged_into_id IS NULL AND NOT p.is_double
    ), looked AS (
        INSERT INTO kernel_look (id, who, mandate, name, at, area_code, subject, subject_id, what, reason)
        SELECT gen_random_uuid(), asker, held, called, now(), told.area_code, 'person', told.id, 'known_by_import',
            left(reason, 200)
        FROM (
            SELECT f.id::text, f.area_code FROM found f WHERE f.is_named
            UNION SELECT f.id::text, r.area_code FROM found f JOIN people_residence r ON r.person_id = f.id
                WHERE f.is_named AND r.to_on IS NULL
            UNION SELECT '', left(a.area_code, 12) FROM asked a
        ) told
    )
    SELECT f.number, CASE WHEN f.is_named THEN f.id END, true, false FROM found f;
END $$
"""
PERSON = f"({role_is(*KEEPERS)} OR {MACHINES})"


class Migration(migrations.Migration):
    dependencies = [("people", "0402_doubles_in_sight")]

    operations = [
        migrations.RunSQL(KNOWN_MANY, "DROP FUNCTION people_known_many(integer[], text[], text[], text[], text)"),
        # A person lives nowhere before he is there: to ask where he does would only cost.
        migrations.RunSQL(
            f"ALTER POLICY by_insert ON people_person WITH CHECK ({PERSON})",
            f"ALTER POLICY by_insert ON people_person WITH CHECK ({PERSON} AND people_in_sight(id))",
        ),
    ]
