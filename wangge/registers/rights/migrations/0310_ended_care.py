"""A report also lists people who stay, while a care need or a reminder of theirs is past its term."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rights", "0302_scope"), ("people", "0420_reminders_end")]

    operations = [
        migrations.AlterField(
            model_name="retentionline",
            name="why",
            field=models.CharField(
                choices=[("term", "保存期满"), ("asked", "本人请求删除"), ("ended", "已结束的关爱信息或上门提醒")],
                max_length=5,
                verbose_name="原因",
            ),
        ),
    ]
