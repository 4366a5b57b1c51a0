"""Doors are found by their whole address: imports ask for thousands at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("buildings", "0501_find_by_point")]

    operations = [
        migrations.AddIndex(
            model_name="dwelling",
            index=models.Index(fields=["address"], condition=models.Q(is_gone=False), name="dwelling_by_address"),
        ),
    ]
