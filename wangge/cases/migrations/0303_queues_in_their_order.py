"""One index in the order of the queues, one by area."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_department_office'),
        ('areas', '0002_scope_and_guards'),
        ('cases', '0302_own_reports_elsewhere'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_desk_queue',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_upper_queue',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('needs_desk', True), ('needs_upper', True), _connector='OR'), fields=['queue_at', 'id'], name='case_queue'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('needs_desk', True), ('needs_upper', True), _connector='OR'), fields=['area_code', 'queue_at'], name='case_area_queue'),
        ),
    ]
