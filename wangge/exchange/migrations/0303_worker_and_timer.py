"""The worker pauses a subscription whose receiver is gone; the timer takes away what has served its time."""

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.accounts.roles import Role
from wangge.kernel.policies import in_area, scope_is

ADMINISTRATORS = role_is(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
CONFIGURING = role_is(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


# Deliveries stand by the area of their subscription.
FOLLOW_SUBSCRIPTION = """
CREATE FUNCTION exchange_follow_subscription() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE exchange_delivery SET area_code = NEW.area_code WHERE subscription_id = NEW.id;
    RETURN NULL;
END $$
"""


def policy(table, using, check):
    return f"ALTER POLICY by_scope ON {table} USING ({in_area()} AND ({using})) WITH CHECK ({in_area()} AND ({check}))"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0302_deliveries_and_pauses")]

    operations = [
        migrations.RunSQL(
            [
                FOLLOW_SUBSCRIPTION,
                "CREATE TRIGGER exchange_follow_subscription AFTER UPDATE OF area_code ON exchange_subscription "
                "FOR EACH ROW EXECUTE FUNCTION exchange_follow_subscription()",
            ],
            [
                "DROP TRIGGER exchange_follow_subscription ON exchange_subscription",
                "DROP FUNCTION exchange_follow_subscription()",
            ],
        ),
        migrations.RunSQL(
            policy(
                "exchange_subscription",
                f"{ADMINISTRATORS} OR {scope_is('worker', 'timer', 'import')}",
                f"{CONFIGURING} OR {scope_is('worker', 'import')}",
            ),
            policy(
                "exchange_subscription",
                f"{ADMINISTRATORS} OR {scope_is('worker', 'import')}",
                f"{CONFIGURING} OR {scope_is('import')}",
            ),
        ),
        migrations.RunSQL(
            policy(
                "exchange_delivery",
                f"{ADMINISTRATORS} OR {scope_is('worker', 'timer', 'import')}",
                f"{CONFIGURING} OR {scope_is('worker', 'timer')}",
            ),
            policy(
                "exchange_delivery",
                f"{ADMINISTRATORS} OR {scope_is('worker', 'timer')}",
                f"{role_is(Role.SYSTEM_ADMIN)} OR {scope_is('worker')}",
            ),
        ),
    ]
