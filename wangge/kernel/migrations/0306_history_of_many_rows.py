"""What many rows were before one statement is told at the cost of reading each once."""

from django.db import migrations

from wangge.kernel.history import TRACK


class Migration(migrations.Migration):
    dependencies = [("kernel", "0305_what_forgetting_left")]

    operations = [
        migrations.RunSQL(TRACK.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), migrations.RunSQL.noop),
    ]
