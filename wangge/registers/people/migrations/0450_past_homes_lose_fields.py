"""A residence that is past may lose its capacity and its presence: they have terms of their own."""

from django.db import migrations, models
from django.db.models import Q

CAPACITIES = ["registered", "floating", "foreign"]
PRESENCES = ["both", "away", "here"]


def only(column: str, values: list[str]) -> Q:
    """One of the values, or none once the person has moved out."""
    return Q((f"{column}__in", values), Q((column, ""), ("to_on__isnull", False)), _connector="OR")


class Migration(migrations.Migration):
    dependencies = [("people", "0441_reminders_follow_a_merge")]

    operations = [
        operation
        for column, values in (("capacity", CAPACITIES), ("presence", PRESENCES))
        for operation in (
            migrations.RemoveConstraint(model_name="residence", name=f"residence_{column}_known"),
            migrations.AddConstraint(
                model_name="residence",
                constraint=models.CheckConstraint(condition=only(column, values), name=f"residence_{column}_known"),
            ),
        )
    ]
