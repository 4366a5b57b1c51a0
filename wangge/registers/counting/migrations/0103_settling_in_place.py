"""The month of settling is worked out in the statement that asks: a call for each row cost more than the counting."""

from django.db import migrations

from wangge.registers.counting.triggers import SETTLES, SETTLES_CALLED

REPLACED = "CREATE OR REPLACE FUNCTION"


class Migration(migrations.Migration):
    dependencies = [("counting", "0002_scope_and_triggers")]

    operations = [
        migrations.RunSQL(
            SETTLES.replace("CREATE FUNCTION", REPLACED), SETTLES_CALLED.replace("CREATE FUNCTION", REPLACED)
        ),
    ]
