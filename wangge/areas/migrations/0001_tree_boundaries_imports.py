"""The tree of areas, their codes and boundaries, and the imports they come from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('district', '区县'), ('street', '街道/乡镇'), ('community', '社区/村'), ('grid', '网格'), ('micro', '微网格')], max_length=10, verbose_name='层级')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('code', models.CharField(db_collation='C', max_length=17, verbose_name='代码')),
                ('grid_kind', models.CharField(blank=True, choices=[('comprehensive', '综合网格'), ('dedicated', '专属网格')], default='', max_length=15, verbose_name='网格类型')),
                ('is_retired', models.BooleanField(default=False, verbose_name='已停用')),
                ('lon', models.FloatField(blank=True, null=True, verbose_name='经度')),
                ('lat', models.FloatField(blank=True, null=True, verbose_name='纬度')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='areas.area', verbose_name='上级')),
            ],
            options={
                'verbose_name': '区域',
                'verbose_name_plural': '区域',
            },
        ),
        migrations.CreateModel(
            name='AreaCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(db_collation='C', max_length=17, unique=True, verbose_name='代码')),
                ('from_on', models.DateField(verbose_name='启用日期')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='areas.area', verbose_name='区域')),
            ],
            options={
                'verbose_name': '区域代码',
                'verbose_name_plural': '区域代码',
            },
        ),
        migrations.CreateModel(
            name='AreaImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件')),
                ('level', models.CharField(choices=[('district', '区县'), ('street', '街道/乡镇'), ('community', '社区/村'), ('grid', '网格'), ('micro', '微网格')], max_length=10, verbose_name='层级')),
                ('mapping', models.JSONField(help_text='列 → 代码、名称、上级等', verbose_name='字段对应')),
                ('name_codes', models.JSONField(default=dict, help_text='取自其他文件：名称 → 代码', verbose_name='名称与代码对照')),
                ('state', models.CharField(choices=[('checked', '已检查，待导入'), ('carried_out', '已导入'), ('put_aside', '已放弃')], default='checked', max_length=12, verbose_name='状态')),
                ('area_code', models.CharField(db_collation='C', max_length=17, verbose_name='所属区域代码')),
                ('user_id', models.BigIntegerField(null=True)),
                ('mandate_id', models.BigIntegerField(null=True)),
                ('started_at', models.DateTimeField(verbose_name='上传时间')),
                ('carried_out_at', models.DateTimeField(null=True, verbose_name='导入时间')),
            ],
            options={
                'verbose_name': '区域导入',
                'verbose_name_plural': '区域导入',
                'indexes': [models.Index(fields=['area_code', '-id'], name='area_import_newest')],
            },
        ),
        migrations.CreateModel(
            name='Boundary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('geometry', models.BinaryField(help_text='WKB，经度、纬度，CGCS2000', verbose_name='边界')),
                ('area_m2', models.FloatField(verbose_name='面积（平方米）')),
                ('from_on', models.DateField(verbose_name='启用日期')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('source', models.CharField(blank=True, default='', max_length=200, verbose_name='来源')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boundaries', to='areas.area', verbose_name='区域')),
            ],
            options={
                'verbose_name': '边界',
                'verbose_name_plural': '边界',
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='行号')),
                ('values', models.JSONField(verbose_name='原始内容')),
                ('geometry', models.BinaryField(null=True, verbose_name='边界')),
                ('read_findings', models.JSONField(default=list, verbose_name='读取时的发现')),
                ('fingerprint', models.CharField(max_length=64)),
                ('mend', models.JSONField(default=dict, verbose_name='人工修正')),
                ('state', models.CharField(choices=[('ready', '可导入'), ('refused', '待修正'), ('imported', '已导入'), ('unchanged', '没有变化'), ('merged', '已并入他行'), ('dropped', '不导入')], default='refused', max_length=10, verbose_name='状态')),
                ('code', models.CharField(blank=True, default='', max_length=40, verbose_name='代码')),
                ('name', models.CharField(blank=True, default='', max_length=100, verbose_name='名称')),
                ('findings', models.JSONField(default=list, verbose_name='发现')),
                ('suggestion', models.JSONField(default=dict, verbose_name='修正建议')),
                ('area_code', models.CharField(db_collation='C', max_length=17, verbose_name='所属区域代码')),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='areas.areaimport')),
            ],
            options={
                'verbose_name': '导入行',
                'verbose_name_plural': '导入行',
            },
        ),
        migrations.AddIndex(
            model_name='area',
            index=models.Index(fields=['code'], name='area_code'),
        ),
        migrations.AddIndex(
            model_name='area',
            index=models.Index(fields=['level', 'code'], name='area_level_code'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.UniqueConstraint(condition=models.Q(('is_retired', False)), fields=('code',), name='area_code_unique_among_current'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('is_retired', True), models.Q(('code__regex', '^[0-9]{6}$'), ('level', 'district')), models.Q(('code__regex', '^[0-9]{9}$'), ('level', 'street')), models.Q(('code__regex', '^[0-9]{12}$'), ('level', 'community')), models.Q(('code__regex', '^[0-9]{12}[0-9A-Z]{3}$'), ('level', 'grid')), models.Q(('code__regex', '^[0-9]{12}[0-9A-Z]{3}[0-9]{2}$'), ('level', 'micro')), _connector='OR'), name='area_code_fits_level'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('grid_kind', ''), ('level', 'grid'), _connector='OR'), name='area_kind_only_for_grids'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 'district'), ('parent', None)), models.Q(models.Q(('level', 'district'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='area_only_districts_have_no_parent'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='area_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='areacode',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('area',), name='area_has_one_current_code'),
        ),
        migrations.AddConstraint(
            model_name='areacode',
            constraint=models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='area_code_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='boundary',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('area',), name='area_has_one_current_boundary'),
        ),
        migrations.AddConstraint(
            model_name='boundary',
            constraint=models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='boundary_days_in_order'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['fingerprint'], name='import_row_fingerprint'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['batch', 'state', 'number'], name='import_row_by_state'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='import_row_once_in_batch'),
        ),
    ]
