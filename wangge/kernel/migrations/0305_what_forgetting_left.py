"""Of a forgotten change a keyed digest of the rest is kept; of history the product only blanks, and only what changed."""

from typing import Any

from django.db import migrations, models

from wangge.kernel.policies import APP_ROLE
from wangge.kernel.sealing import DIGEST, marked


def mark(apps: Any, editor: Any) -> None:
    """What was forgotten until today is as it was left."""
    change = apps.get_model("kernel", "Change")
    for row in change.objects.exclude(digest="").iterator():
        change.objects.filter(pk=row.pk).update(digest=marked(row.digest[:DIGEST], row))


def unmark(apps: Any, editor: Any) -> None:
    """The digest alone."""
    change = apps.get_model("kernel", "Change")
    for row in change.objects.exclude(digest="").iterator():
        change.objects.filter(pk=row.pk).update(digest=row.digest[:DIGEST])


class Migration(migrations.Migration):
    dependencies = [("kernel", "0304_way_of_changes_by_page")]

    operations = [
        migrations.AlterField(
            model_name="change",
            name="digest",
            field=models.CharField(blank=True, db_default="", default="", max_length=128),
        ),
        migrations.RunPython(mark, unmark),
        migrations.RunSQL(
            [
                f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kernel_change FROM {APP_ROLE}",
                f"GRANT UPDATE (changed, why, digest) ON kernel_change TO {APP_ROLE}",
            ],
            [
                f"REVOKE UPDATE (changed, why, digest) ON kernel_change FROM {APP_ROLE}",
                f"GRANT INSERT, UPDATE, DELETE ON kernel_change TO {APP_ROLE}",
            ],
        ),
    ]
