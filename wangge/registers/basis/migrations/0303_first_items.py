"""The items and the notice of the beginning."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from wangge.registers.basis.first import item_values, notice_values


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    notice = apps.get_model("basis", "Notice").objects.create(**notice_values())
    item = apps.get_model("basis", "Item")
    item.objects.bulk_create([item(**values, notice=notice) for values in item_values()])


class Migration(migrations.Migration):
    dependencies = [("basis", "0302_scope")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
