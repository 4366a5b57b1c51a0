"""A department may be the own office of a desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_scope_and_guards")]

    operations = [
        migrations.AddField("department", "is_office", models.BooleanField("平台自办", default=False)),
    ]
