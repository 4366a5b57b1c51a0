"""Where the name of a sheet is kept sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("importing", "0002_scope")]

    operations = [
        migrations.AddField("import", "name_sealed", models.BinaryField(null=True)),
        migrations.AlterField(
            "import",
            "file_name",
            models.CharField("文件", help_text="档案和格式；原名可能带有人名，加密保存", max_length=200),
        ),
    ]
