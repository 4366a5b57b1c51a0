"""Tokens and webhooks are for administrators of their ground; a token is recognised by one function only."""

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.accounts.roles import Role
from wangge.kernel.policies import MANDATE_ID, SCOPE, in_area, protect, scope_is

ADMINISTRATORS = role_is(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
MAKERS = scope_is("import")
MINE = f"{in_area()} AND mandate_id = {MANDATE_ID} OR {scope_is('timer')}"

# Nobody is known yet when a token is shown: the function answers whose it is, and notes at most once a minute that it was used.
FIND_TOKEN = f"""
CREATE FUNCTION exchange_find_token(text) RETURNS TABLE (id uuid, mandate_id bigint, user_id bigint, may_write boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN
    IF coalesce({SCOPE}, '') = '' THEN
        RETURN;
    END IF;
    UPDATE exchange_token t SET last_used_at = now()
        WHERE t.digest = $1 AND t.revoked_at IS NULL AND t.expires_at > now()
        AND (t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute');
    RETURN QUERY SELECT t.id, t.mandate_id, m.user_id, t.may_write
        FROM exchange_token t JOIN accounts_mandate m ON m.id = t.mandate_id
        WHERE t.digest = $1 AND t.revoked_at IS NULL AND t.expires_at > now();
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_tokens_and_webhooks"),
        ("accounts", "0002_scope_and_guards"),
        ("kernel", "0001_initial"),
    ]

    operations = [
        protect(
            "exchange_token",
            f"{in_area()} AND ({ADMINISTRATORS} OR {MAKERS})",
            f"{in_area()} AND ({role_is(Role.SECURITY_ADMIN)} OR {MAKERS})",
        ),
        protect(
            "exchange_subscription",
            f"{in_area()} AND ({ADMINISTRATORS} OR {scope_is('worker', 'import')})",
            f"{in_area()} AND ({role_is(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)} OR {MAKERS})",
        ),
        protect(
            "exchange_delivery",
            f"{in_area()} AND ({ADMINISTRATORS} OR {scope_is('worker', 'timer')})",
            f"{in_area()} AND ({role_is(Role.SYSTEM_ADMIN)} OR {scope_is('worker')})",
        ),
        protect("exchange_upload", MINE),
        protect("exchange_answer", MINE),
        migrations.RunSQL(FIND_TOKEN, "DROP FUNCTION exchange_find_token(text)"),
    ]
