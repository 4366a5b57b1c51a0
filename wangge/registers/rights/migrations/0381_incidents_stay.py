"""What went wrong with personal data is followed and closed; it is never taken off the register."""

from django.db import migrations

from wangge.kernel.policies import APP_ROLE


class Migration(migrations.Migration):
    dependencies = [("rights", "0371_a_consent_is_taken_back")]

    operations = [
        migrations.RunSQL(
            f"REVOKE DELETE, TRUNCATE ON rights_incident FROM {APP_ROLE}",
            f"GRANT DELETE ON rights_incident TO {APP_ROLE}",
        ),
    ]
