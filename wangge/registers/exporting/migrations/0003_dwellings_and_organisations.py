"""Dwellings and organisations can be exported, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exporting", "0002_scope")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="archive",
            field=models.CharField(
                choices=[("people", "居民"), ("dwellings", "房屋"), ("organisations", "单位")],
                max_length=13,
                verbose_name="档案",
            ),
        ),
    ]
