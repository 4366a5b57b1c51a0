"""Residences in the order of days."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0101_doors_by_address'),
        ('people', '0101_many_known_at_once'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='residence',
            index=models.Index(condition=models.Q(('to_on', None)), fields=['from_on', 'id'], name='residence_by_day'),
        ),
    ]
