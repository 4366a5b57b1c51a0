"""An index for each part of a desk's queue, and what the planner must know of them: few of the ended still wait."""

from django.db import migrations, models


WAITING = """
CREATE STATISTICS cases_waiting (mcv) ON needs_desk, needs_upper, stage, desk_level, ask FROM cases_case
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_department_office'),
        ('areas', '0002_scope_and_guards'),
        ('cases', '0303_queues_in_their_order'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('needs_desk', True)), fields=['desk_level', 'stage'], name='case_desk_queue'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('needs_desk', True), models.Q(('ask', ''), _negated=True)), fields=['desk_level', 'ask'], name='case_asked'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('needs_upper', True)), fields=['desk_level'], name='case_upper_queue'),
        ),
        migrations.RunSQL(WAITING, "DROP STATISTICS cases_waiting"),
    ]
