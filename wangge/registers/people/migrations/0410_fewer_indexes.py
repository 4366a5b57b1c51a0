"""No index twice, and none that mostly holds nothing: each costs every row that comes in."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("people", "0201_residences_by_day")]

    operations = [
        migrations.RemoveIndex(model_name="household", name="household_by_dwelling"),
        migrations.RemoveIndex(model_name="residence", name="residence_by_dwelling"),
        migrations.AlterField(
            model_name="person",
            name="guardian",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=PROTECT,
                related_name="wards",
                to="people.person",
                verbose_name="监护人",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["guardian"], condition=Q(guardian__isnull=False), name="person_by_guardian"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_by_kept_entry"
            ),
        ),
    ]
