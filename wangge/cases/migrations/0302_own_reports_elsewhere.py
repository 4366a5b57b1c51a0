"""Who reports something outside of his own ground can find it again."""

from django.db import migrations

from wangge.kernel.policies import SCOPE, USER_ID

# Looks past the scope for one thing only: cases that this very user has collected, by his own entry in the journal.
REPORTED_ELSEWHERE = f"""
CREATE FUNCTION cases_reported_elsewhere() RETURNS TABLE (
    case_id uuid, number text, area_id bigint, area_code text, title text, place text, stage text,
    collected_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.number::text, c.area_id, c.area_code::text, c.title::text, c.place::text, c.stage::text, c.collected_at
    FROM cases_entry e JOIN cases_case c ON c.id = e.case_id
    WHERE e.by_user_id = {USER_ID} AND e.step = 'collect' AND c.collected_by_id = e.by_user_id AND {SCOPE} = 'mandate'
    AND NOT (c.area_code >= current_setting('wangge.area_lo', true)
             AND c.area_code < current_setting('wangge.area_hi', true))
$$
"""  # noqa: S608 - constants


class Migration(migrations.Migration):
    dependencies = [("cases", "0301_cases_follow_their_area")]

    operations = [migrations.RunSQL(REPORTED_ELSEWHERE, "DROP FUNCTION cases_reported_elsewhere()")]
