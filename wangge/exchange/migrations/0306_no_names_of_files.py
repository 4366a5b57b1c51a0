from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0305_a_token_is_known_by_one_question")]

    operations = [
        migrations.AlterField("upload", "title", models.CharField(default="", editable=False, max_length=120))
    ]
