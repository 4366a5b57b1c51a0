"""Imports, their rows and saved mappings are those of who keeps the archives of the ground."""

from django.db import migrations

from wangge.registers.policies import archive


class Migration(migrations.Migration):
    dependencies = [
        ("importing", "0001_imports_and_their_rows"),
        ("accounts", "0003_department_office"),
        ("people", "0101_many_known_at_once"),
        ("buildings", "0101_doors_by_address"),
        ("organisations", "0002_scope_and_history"),
    ]

    operations = [
        archive("importing_import"),
        archive("importing_importpart"),
        archive("importing_importrow"),
        archive("importing_savedmapping"),
    ]
