from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0403_newest_open_cases")]

    operations = [migrations.AlterField("savedview", "query", models.CharField(max_length=2000))]
