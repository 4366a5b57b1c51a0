"""A report also lists what history alone still tells: of deleted rows, and of who was owner or contact before."""

from django.db import migrations, models

REASONS = [
    ("term", "保存期满"),
    ("asked", "本人请求删除"),
    ("ended", "部分项目保存期满"),
    ("past", "历史中已更替或已删除的内容"),
]


class Migration(migrations.Migration):
    dependencies = [("rights", "0340_reminders_told_to_himself")]

    operations = [
        migrations.AlterField(
            model_name="retentionline",
            name="why",
            field=models.CharField(choices=REASONS, max_length=5, verbose_name="原因"),
        ),
    ]
