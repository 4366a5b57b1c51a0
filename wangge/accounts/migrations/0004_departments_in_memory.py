"""Every process notices that departments have changed."""

from django.db import migrations

from wangge.kernel.kept import stamp_on


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_department_office"), ("kernel", "0002_calendar_day")]

    operations = [stamp_on("accounts_department", "departments")]
