"""A reminder goes along when its person's entry is merged, and back; who merges sees nothing of it.

Of what a department has said of both, one stays where it was, for readers are told of both entries.
Each row remembers whose it was, the last one last, for merges are undone in that order.
"""

from django.db import migrations, models

from wangge.accounts.policies import role_is
from wangge.accounts.roles import Role

MOVE = f"""
CREATE FUNCTION people_move_reminders(kept bigint, other bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE people_reminder m SET person_id = kept, former_ids = former_ids || to_jsonb(other)
    WHERE person_id = other AND NOT EXISTS (SELECT 1 FROM people_reminder k WHERE m.to_on IS NULL AND k.to_on IS NULL
        AND k.person_id = kept AND k.department_id = m.department_id AND k.kind = m.kind) AND {role_is(Role.DUTY_OFFICER)}
$$
"""  # noqa: S608
RETURN = f"""
CREATE FUNCTION people_return_reminders(kept bigint, other bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE people_reminder SET person_id = other, former_ids = former_ids - (-1)
    WHERE person_id = kept AND former_ids -> -1 = to_jsonb(other) AND {role_is(Role.DUTY_OFFICER)}
$$
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("people", "0440_consents_stand_here")]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="former_ids",
            field=models.JSONField(default=list, verbose_name="合并前的记录"),
        ),
        migrations.RunSQL(MOVE, "DROP FUNCTION people_move_reminders(bigint, bigint)"),
        migrations.RunSQL(RETURN, "DROP FUNCTION people_return_reminders(bigint, bigint)"),
    ]
