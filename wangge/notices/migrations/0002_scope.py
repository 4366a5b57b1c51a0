"""A notice is seen by its person; the worker makes it."""

from django.db import migrations

from wangge.kernel.policies import USER_ID, protect, scope_is


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notice")]

    operations = [
        protect(
            "notices_notice",
            f"(user_id = {USER_ID} AND {scope_is('mandate', 'self')}) OR {scope_is('worker')}",
        ),
    ]
