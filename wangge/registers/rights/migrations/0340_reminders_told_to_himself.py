"""Whoever was identified by the portal learns, with the code of his request, that departments have set reminders.

Nobody at a desk learns it with him: it is told at the portal alone, and only of a request that came in there. What is to
be minded, and by whom, the department tells.
"""

from django.db import migrations

from wangge.kernel.policies import SCOPE

REMINDERS = f"""
CREATE FUNCTION rights_reminders(wanted_code text, wanted_tail text) RETURNS TABLE (department text, from_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT d.name::text, min(m.from_on) FROM rights_request q JOIN people_person p ON p.id = q.person_id
    JOIN people_person e ON coalesce(p.merged_into_id, p.id) IN (e.id, e.merged_into_id)
    JOIN people_reminder m ON m.person_id = e.id AND m.to_on IS NULL
    JOIN accounts_department d ON d.id = m.department_id
    WHERE q.code_index = wanted_code AND q.tail_index = wanted_tail AND q.channel = 'portal'
        AND q.state = 'answered' AND q.decision = 'granted' AND q.kind IN ('see', 'copy') AND {SCOPE} = 'portal'
    GROUP BY d.name ORDER BY d.name
$$
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("rights", "0330_terms_of_fields"), ("people", "0441_reminders_follow_a_merge")]

    operations = [migrations.RunSQL(REMINDERS, "DROP FUNCTION rights_reminders(text, text)")]
