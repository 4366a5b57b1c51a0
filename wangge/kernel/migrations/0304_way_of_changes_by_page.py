"""Which pages of the history hold what came one way: an import writes a hundred thousand rows side by side."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0303_history_of_no_resealing")]

    operations = [
        migrations.RemoveIndex(model_name="change", name="change_by_way"),
        migrations.AddIndex(
            model_name="change",
            index=BrinIndex(
                fields=["via"],
                name="change_by_way",
                opclasses=["text_bloom_ops"],
                pages_per_range=32,
                autosummarize=True,
            ),
        ),
    ]
