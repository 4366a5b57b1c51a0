"""Sealing values with a new key is no change of theirs."""

from django.db import migrations

from wangge.kernel.history import TRACK


class Migration(migrations.Migration):
    dependencies = [("kernel", "0302_scope_of_seals")]

    operations = [
        migrations.RunSQL(TRACK.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), migrations.RunSQL.noop),
    ]
