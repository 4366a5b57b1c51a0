from django.db import migrations, models

KINDS = [
    ("see", "查阅本人信息"),
    ("copy", "复制本人信息"),
    ("correct", "更正本人信息"),
    ("delete", "删除本人信息"),
    ("withdraw", "撤回同意"),
    ("looks", "查询谁看过"),
]


class Migration(migrations.Migration):
    dependencies = [("rights", "0370_lines_that_wait")]

    operations = [migrations.AlterField("request", "kind", models.CharField("事项", choices=KINDS, max_length=8))]
