"""What a system calls a file may name somebody, and nothing asks for it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exchange", "0306_no_names_of_files")]

    operations = [migrations.RunSQL("UPDATE exchange_upload SET title = ''", migrations.RunSQL.noop)]
