"""Whoever asks who looked at him is told of looks at every entry that he has had."""

from importlib import import_module

from django.db import migrations

before = import_module("wangge.registers.rights.migrations.0302_scope")
LOOKS = before.LOOKS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
HIS = "l.subject_id IN (SELECT p.id::text FROM people_person p WHERE p.id = $1 OR p.merged_into_id = $1)"


class Migration(migrations.Migration):
    dependencies = [("rights", "0350_what_history_alone_tells")]

    operations = [migrations.RunSQL(LOOKS.replace("l.subject_id = $1::text", HIS), LOOKS)]
