"""The working calendar, and the stamps that tell every process of changed rows."""

from django.db import migrations, models

from wangge.kernel.kept import make_stamps, stamp_on
from wangge.kernel.policies import protect, read_for_any_scope, scope_is


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("name", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("stamp", models.CharField(max_length=60)),
            ],
            options={"verbose_name": "版本戳", "verbose_name_plural": "版本戳"},
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(unique=True, verbose_name="日期")),
                ("is_workday", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(blank=True, default="", max_length=60, verbose_name="名称")),
                ("source", models.CharField(blank=True, default="", max_length=100, verbose_name="来源")),
                ("is_provisional", models.BooleanField(default=False, verbose_name="待公布")),
            ],
            options={"verbose_name": "日历", "verbose_name_plural": "日历"},
        ),
        protect("kernel_stamp", "false"),
        read_for_any_scope("kernel_stamp"),
        protect("kernel_calendarday", scope_is("mandate", "import", "replay")),
        read_for_any_scope("kernel_calendarday"),
        make_stamps(),
        stamp_on("kernel_calendarday", "calendar"),
    ]
