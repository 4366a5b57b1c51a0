"""Nobody is known yet when a token is shown: one function answers for whom it stands today."""

from django.db import migrations

from wangge.kernel.policies import SCOPE

# It notes at most once a minute that the token was used.
FIND_HOLDER = f"""
CREATE FUNCTION exchange_find_token(text, date) RETURNS TABLE (
    id uuid, may_write boolean, role varchar, name varchar, user_id bigint, mandate_id bigint,
    area_id bigint, area_code varchar, area_level varchar, department_id bigint, department_path varchar
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN
    IF coalesce({SCOPE}, '') = '' THEN
        RETURN;
    END IF;
    UPDATE exchange_token t SET last_used_at = now()
        WHERE t.digest = $1 AND t.revoked_at IS NULL AND t.expires_at > now()
        AND (t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute');
    RETURN QUERY SELECT t.id, t.may_write, m.role, u.name, m.user_id, m.id,
            m.area_id, m.area_code, a.level, m.department_id, m.department_path
        FROM exchange_token t
        JOIN accounts_mandate m ON m.id = t.mandate_id
        JOIN accounts_user u ON u.id = m.user_id
        JOIN areas_area a ON a.id = m.area_id
        WHERE t.digest = $1 AND t.revoked_at IS NULL AND t.expires_at > now()
        AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2) AND u.is_active;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0303_worker_and_timer"), ("areas", "0002_scope_and_guards")]

    operations = [
        migrations.RunSQL(FIND_HOLDER, "DROP FUNCTION exchange_find_token(text, date)"),
        migrations.RunSQL("DROP FUNCTION exchange_find_token(text)", migrations.RunSQL.noop),
    ]
