"""The history of archive rows. Only the timer may erase; each archive says who may read its own."""

from django.db import migrations, models

from wangge.kernel.history import make_tracking
from wangge.kernel.policies import protect, scope_is


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0002_calendar_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=40, verbose_name='档案')),
                ('row_id', models.BigIntegerField(verbose_name='编号')),
                ('area_code', models.CharField(blank=True, db_collation='C', default='', max_length=17, verbose_name='区域代码')),
                ('kind', models.CharField(choices=[('insert', '新增'), ('update', '变更'), ('delete', '删除')], max_length=6, verbose_name='变动')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('user_id', models.BigIntegerField(null=True, verbose_name='用户')),
                ('mandate_id', models.BigIntegerField(null=True, verbose_name='授权')),
                ('via', models.CharField(max_length=60, verbose_name='途径')),
                ('why', models.CharField(blank=True, default='', max_length=200, verbose_name='事由')),
                ('changed', models.JSONField(default=dict, verbose_name='内容')),
            ],
            options={
                'verbose_name': '变动记录',
                'verbose_name_plural': '变动记录',
                'indexes': [models.Index(fields=['table', 'row_id', 'id'], name='change_by_row'), models.Index(fields=['area_code', 'at'], name='change_by_area'), models.Index(fields=['via', 'id'], name='change_by_way')],
            },
        ),
        protect("kernel_change", scope_is("timer"), "false"),
        make_tracking(),
    ]
