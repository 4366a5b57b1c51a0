"""Acts of rooms other than cases, and looks at personal data: rows that stay, seen where their area is seen."""

from django.db import migrations, models

import wangge.kernel.ids
from wangge.kernel.policies import ANY_SCOPE, USER_ID, append_only, in_area, protect, refuse_change


class Migration(migrations.Migration):
    """The two tables, and the function that keeps tables growing."""

    initial = True
    dependencies = []

    operations = [
        refuse_change(),
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wangge.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("who", models.BigIntegerField(null=True, verbose_name="用户")),
                ("mandate", models.BigIntegerField(null=True, verbose_name="授权")),
                ("name", models.CharField(blank=True, default="", max_length=60, verbose_name="姓名")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "area_code",
                    models.CharField(blank=True, db_collation="C", default="", max_length=17, verbose_name="区域代码"),
                ),
                ("subject", models.CharField(max_length=40, verbose_name="对象")),
                ("subject_id", models.CharField(max_length=40, verbose_name="对象编号")),
                ("what", models.CharField(max_length=40, verbose_name="内容")),
                ("reason", models.CharField(max_length=200, verbose_name="事由")),
            ],
            options={
                "verbose_name": "查看记录",
                "verbose_name_plural": "查看记录",
                "indexes": [
                    models.Index(fields=["subject", "subject_id", "at"], name="look_by_subject"),
                    models.Index(fields=["area_code", "at"], name="look_by_area"),
                    models.Index(fields=["who", "at"], name="look_by_who"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("key", models.UUIDField(editable=False, primary_key=True, serialize=False, verbose_name="键")),
                ("room", models.CharField(max_length=20, verbose_name="模块")),
                ("act", models.CharField(max_length=40, verbose_name="操作")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="用户")),
                ("mandate_id", models.BigIntegerField(null=True, verbose_name="授权")),
                ("by_name", models.CharField(blank=True, default="", max_length=60, verbose_name="操作人")),
                ("at", models.DateTimeField(verbose_name="发生时间")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "area_code",
                    models.CharField(blank=True, db_collation="C", default="", max_length=17, verbose_name="区域代码"),
                ),
                ("subject", models.CharField(blank=True, default="", max_length=40, verbose_name="对象")),
                ("subject_id", models.CharField(blank=True, default="", max_length=40, verbose_name="对象编号")),
                ("facts", models.JSONField(default=dict, verbose_name="事实")),
            ],
            options={
                "verbose_name": "操作记录",
                "verbose_name_plural": "操作记录",
                "indexes": [
                    models.Index(fields=["area_code", "recorded_at"], name="record_by_area"),
                    models.Index(fields=["subject", "subject_id", "at"], name="record_by_subject"),
                    models.Index(fields=["room", "act", "at"], name="record_by_act"),
                    models.Index(fields=["user_id", "at"], name="record_by_user"),
                ],
            },
        ),
        protect("kernel_look", f"{in_area()} OR who = {USER_ID}", ANY_SCOPE),
        protect("kernel_record", f"{in_area()} OR user_id = {USER_ID}", ANY_SCOPE),
        append_only("kernel_look"),
        append_only("kernel_record"),
    ]
