"""A reminder tells its department whom it is about, is of a known kind, and is set once at a time."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0420_reminders_end")]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="known_as",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="对象"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=["call_first", "go_together", "evacuation", "speak_slowly"]),
                name="reminder_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=Q(to_on=None), fields=("person", "department", "kind"), name="reminder_once_at_a_time"
            ),
        ),
    ]
