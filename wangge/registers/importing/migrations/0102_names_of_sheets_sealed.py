"""What a sheet is called may name somebody: it is sealed, and others read which archive it is of."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from wangge.kernel import crypto

WORDS = {"people": "人员", "dwellings": "房屋", "organisations": "单位"}
SUFFIXES = (".csv", ".xlsx", ".xls", ".ods")


def seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for batch in apps.get_model("importing", "Import").objects.iterator():
        name, suffix = batch.file_name, Path(batch.file_name).suffix
        batch.name_sealed = crypto.seal(name, purpose="importing.import.name") if batch.user_id else None
        batch.file_name = WORDS.get(batch.archive, "") + (suffix if suffix in SUFFIXES else "")
        batch.save(update_fields=["name_sealed", "file_name"])


class Migration(migrations.Migration):
    dependencies = [("importing", "0101_the_name_of_a_sheet_sealed")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
