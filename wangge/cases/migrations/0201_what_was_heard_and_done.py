"""Indexes for the flow of a day and for what a department has done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_queues_and_views")]

    operations = [
        migrations.AddIndex("case", models.Index(fields=["last_entry_at"], name="case_heard")),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["department_path", "-done_at"],
                condition=models.Q(done_at__isnull=False),
                name="assignment_done",
            ),
        ),
    ]
