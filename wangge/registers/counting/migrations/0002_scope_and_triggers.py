"""Who reads the counters (nobody writes them but the triggers and the fold), and the triggers of the archives."""

from django.db import migrations

from wangge.registers.counting.triggers import count_residences, count_things, count_what_stands, functions
from wangge.registers.policies import BY_WORKING, archive


class Migration(migrations.Migration):
    dependencies = [
        ("counting", "0001_counters"),
        ("buildings", "0002_scope_and_history"),
        ("people", "0002_scope_and_history"),
        ("organisations", "0002_scope_and_history"),
    ]

    operations = [
        *(archive(f"counting_{name}", read=BY_WORKING, write="false") for name in ("tally", "delta", "cohort")),
        functions(),
        *count_residences(),
        *count_things(),
        count_what_stands(),
    ]
