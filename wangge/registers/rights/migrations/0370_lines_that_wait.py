"""The lines of a report that wait are found without reading past those that are done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rights", "0362_requests_come_along")]

    operations = [
        migrations.AddIndex(
            model_name="retentionline",
            index=models.Index(condition=models.Q(("outcome", "")), fields=["id"], name="retention_line_waiting"),
        ),
    ]
