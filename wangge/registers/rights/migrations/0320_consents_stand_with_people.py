"""Consents stand in the room of people; the table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rights", "0310_ended_care"), ("people", "0440_consents_stand_here")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Consent")]),
    ]
