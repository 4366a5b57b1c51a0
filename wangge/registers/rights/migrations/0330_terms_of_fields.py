"""A report also lists rows of which single fields are past their term: people, past homes, dwellings, contacts."""

from django.db import migrations, models

SUBJECTS = [("person", "人员"), ("residence", "居住信息"), ("dwelling", "房屋"), ("contact", "单位联系人")]


class Migration(migrations.Migration):
    dependencies = [("rights", "0320_consents_stand_with_people"), ("people", "0450_past_homes_lose_fields")]

    operations = [
        migrations.RemoveConstraint(model_name="retentionline", name="retention_line_once"),
        migrations.RenameField(model_name="retentionline", old_name="person_id", new_name="row_id"),
        migrations.AlterField(
            model_name="retentionline", name="row_id", field=models.BigIntegerField(verbose_name="编号")
        ),
        migrations.AddField(
            model_name="retentionline",
            name="subject",
            field=models.CharField(choices=SUBJECTS, default="person", max_length=9, verbose_name="对象"),
        ),
        migrations.AddField(
            model_name="retentionline",
            name="items",
            field=models.JSONField(default=list, verbose_name="项目"),
        ),
        migrations.AlterField(
            model_name="retentionline",
            name="why",
            field=models.CharField(
                choices=[("term", "保存期满"), ("asked", "本人请求删除"), ("ended", "部分项目保存期满")],
                max_length=5,
                verbose_name="原因",
            ),
        ),
        migrations.AlterField(
            model_name="retentionline", name="gone_on", field=models.DateField(null=True, verbose_name="起算日期")
        ),
        migrations.AddConstraint(
            model_name="retentionline",
            constraint=models.UniqueConstraint(fields=("run", "subject", "row_id"), name="retention_line_once"),
        ),
    ]
