"""The night sees reminders, that an open one holds its person and one past its term goes."""

from django.db import migrations

from wangge.kernel.policies import allow, scope_is


class Migration(migrations.Migration):
    dependencies = [("people", "0410_fewer_indexes")]

    operations = [
        allow("people_reminder", "SELECT", scope_is("timer")),
        allow("people_reminder", "DELETE", scope_is("timer")),
    ]
