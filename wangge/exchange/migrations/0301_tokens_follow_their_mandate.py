"""Tokens, uploads, answers and subscriptions stand by the area of their mandate and follow when it is recoded."""

from django.db import migrations

FOLLOW_MANDATE = """
CREATE FUNCTION exchange_follow_mandate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE exchange_token SET area_code = NEW.area_code WHERE mandate_id = NEW.id;
    UPDATE exchange_upload SET area_code = NEW.area_code WHERE mandate_id = NEW.id;
    UPDATE exchange_answer SET area_code = NEW.area_code WHERE mandate_id = NEW.id;
    UPDATE exchange_subscription SET area_code = NEW.area_code WHERE mandate_id = NEW.id;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_scope"), ("accounts", "0003_department_office")]

    operations = [
        migrations.RunSQL(
            [
                FOLLOW_MANDATE,
                "CREATE TRIGGER exchange_follow_mandate AFTER UPDATE OF area_code ON accounts_mandate "
                "FOR EACH ROW EXECUTE FUNCTION exchange_follow_mandate()",
            ],
            ["DROP TRIGGER exchange_follow_mandate ON accounts_mandate", "DROP FUNCTION exchange_follow_mandate()"],
        ),
    ]
