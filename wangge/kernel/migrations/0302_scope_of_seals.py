"""Seals only grow; the timer may blank what a change was, and nothing else of the trail."""

from django.db import migrations

from wangge.kernel.policies import append_only, protect, read_for_any_scope, scope_is

TIMER = scope_is("timer")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0301_seals_of_the_trail")]

    operations = [
        protect("kernel_trailseal", TIMER),
        read_for_any_scope("kernel_trailseal"),
        append_only("kernel_trailseal"),
        migrations.RunSQL(
            f"ALTER POLICY by_scope ON kernel_change USING ({TIMER}) WITH CHECK ({TIMER})",
            f"ALTER POLICY by_scope ON kernel_change USING ({TIMER}) WITH CHECK (false)",
        ),
    ]
