"""The catalogue: what matters there are, their limits and routes, under row-level security."""

import django.db.models.deletion
from django.db import migrations, models

from wangge.kernel import policies
from wangge.kernel.kept import stamp_on


TABLES = (
    "cases_catalogueversion",
    "cases_category",
    "cases_filingcondition",
    "cases_route",
    "cases_firstdesk",
    "cases_stagelimit",
)
WRITERS = policies.scope_is("mandate", "import", "replay")


def _readable_by_all(table: str) -> list[migrations.RunSQL]:
    return [policies.protect(table, WRITERS), policies.read_for_any_scope(table), stamp_on(table, "catalogue")]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0002_calendar_day"),
        ("areas", "0001_tree_boundaries_imports"),
        ("accounts", "0001_users_departments_mandates"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="启用日期")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("standard_ref", models.CharField(blank=True, default="", max_length=200, verbose_name="依据标准")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="版本")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("is_local", models.BooleanField(default=False, verbose_name="本地目录")),
            ],
            options={
                "verbose_name": "目录版本",
                "verbose_name_plural": "目录版本",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"),
                        name="version_days_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="启用日期")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("standard_ref", models.CharField(blank=True, default="", max_length=200, verbose_name="依据标准")),
                (
                    "kind",
                    models.CharField(
                        choices=[("object", "部件"), ("item", "事项")], max_length=10, verbose_name="类别"
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("peace", "综治维稳"),
                            ("fire", "消防安全"),
                            ("health", "卫生健康"),
                            ("civil", "民政优抚"),
                            ("party", "宣传党建"),
                            ("clean", "环境卫生"),
                            ("labour", "人社劳动"),
                            ("ageing", "社保老龄"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="领域",
                    ),
                ),
                ("major_code", models.CharField(db_collation="C", max_length=3, verbose_name="大类代码")),
                ("major_name", models.CharField(max_length=50, verbose_name="大类")),
                ("minor_code", models.CharField(db_collation="C", max_length=3, verbose_name="小类代码")),
                ("minor_name", models.CharField(max_length=100, verbose_name="小类")),
                ("synonyms", models.CharField(blank=True, default="", max_length=200, verbose_name="俗称")),
                ("is_enforcement", models.BooleanField(default=False, verbose_name="须执法")),
                ("is_service", models.BooleanField(default=False, verbose_name="为民服务")),
                (
                    "maps_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mapped_from",
                        to="cases.category",
                        verbose_name="对应新目录",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="categories",
                        to="cases.catalogueversion",
                        verbose_name="目录版本",
                    ),
                ),
            ],
            options={"verbose_name": "小类", "verbose_name_plural": "小类"},
        ),
        migrations.CreateModel(
            name="FilingCondition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="启用日期")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("standard_ref", models.CharField(blank=True, default="", max_length=200, verbose_name="依据标准")),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.CharField(max_length=500, verbose_name="立案条件")),
                ("limit_amount", models.PositiveSmallIntegerField(verbose_name="时限")),
                (
                    "limit_unit",
                    models.CharField(
                        choices=[
                            ("minute", "分钟"),
                            ("emergency_hour", "紧急工作时"),
                            ("calendar_day", "紧急工作日"),
                            ("working_hour", "工作时"),
                            ("working_day", "工作日"),
                        ],
                        max_length=20,
                        verbose_name="单位",
                    ),
                ),
                ("season", models.CharField(blank=True, default="", max_length=20, verbose_name="适用季节")),
                ("closing", models.CharField(max_length=500, verbose_name="结案条件")),
                ("wants_photo_before", models.BooleanField(default=True, verbose_name="须处置前照片")),
                ("wants_photo_after", models.BooleanField(default=True, verbose_name="须处置后照片")),
                (
                    "handler_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("enforcement", "城管执法"),
                            ("municipal", "市政设施"),
                            ("sanitation", "环境卫生"),
                            ("greening", "园林绿化"),
                            ("water_supply", "供水"),
                            ("drainage", "排水"),
                            ("gas", "燃气"),
                            ("heating", "供热"),
                            ("power", "电力"),
                            ("telecom", "通信"),
                            ("transport", "交通运输"),
                            ("traffic_police", "公安交管"),
                            ("police", "公安"),
                            ("fire", "消防"),
                            ("emergency", "应急管理"),
                            ("housing", "住房和城乡建设"),
                            ("market", "市场监管"),
                            ("environment", "生态环境"),
                            ("water_affairs", "水务"),
                            ("agriculture", "农业农村"),
                            ("culture", "文化旅游体育"),
                            ("health", "卫生健康"),
                            ("civil", "民政"),
                            ("labour", "人力资源社会保障"),
                            ("insurance", "医疗保障"),
                            ("justice", "司法行政"),
                            ("veterans", "退役军人事务"),
                            ("disabled", "残联"),
                            ("party", "党建宣传"),
                            ("post", "邮政"),
                            ("owner", "产权单位"),
                            ("street", "街道办事处"),
                            ("community", "社区"),
                            ("service_team", "组团服务队"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="处置单位类型",
                    ),
                ),
                ("handlers", models.CharField(blank=True, default="", max_length=300, verbose_name="处置单位")),
                ("authorities", models.CharField(blank=True, default="", max_length=300, verbose_name="主管部门")),
                ("legal_basis", models.TextField(blank=True, default="", verbose_name="法律依据")),
                ("legal_clause", models.TextField(blank=True, default="", verbose_name="具体条款")),
                ("collection_rule", models.TextField(blank=True, default="", verbose_name="采集要求")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions",
                        to="cases.category",
                        verbose_name="小类",
                    ),
                ),
            ],
            options={"verbose_name": "立案条件", "verbose_name_plural": "立案条件"},
        ),
        migrations.CreateModel(
            name="FirstDesk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="启用日期")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("standard_ref", models.CharField(blank=True, default="", max_length=200, verbose_name="依据标准")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("worker", "网格员上报"),
                            ("portal", "居民上报"),
                            ("hotline", "热线来电"),
                            ("desk", "平台登记"),
                            ("superior", "上级交办"),
                            ("video", "视频发现"),
                            ("api", "系统对接"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                ("is_enforcement", models.BooleanField(blank=True, null=True, verbose_name="须执法")),
                ("is_service", models.BooleanField(blank=True, null=True, verbose_name="为民服务")),
                (
                    "level",
                    models.CharField(
                        choices=[("community", "社区"), ("street", "街道"), ("district", "区级")],
                        max_length=10,
                        verbose_name="首办层级",
                    ),
                ),
                ("priority", models.SmallIntegerField(default=0, verbose_name="优先级")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="first_desks",
                        to="cases.category",
                        verbose_name="小类",
                    ),
                ),
            ],
            options={"verbose_name": "首办台", "verbose_name_plural": "首办台"},
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="启用日期")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("standard_ref", models.CharField(blank=True, default="", max_length=200, verbose_name="依据标准")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("object", "部件"), ("item", "事项")],
                        default="",
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "major_code",
                    models.CharField(blank=True, db_collation="C", default="", max_length=3, verbose_name="大类代码"),
                ),
                (
                    "condition_number",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="立案条件序号"),
                ),
                (
                    "handler_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("enforcement", "城管执法"),
                            ("municipal", "市政设施"),
                            ("sanitation", "环境卫生"),
                            ("greening", "园林绿化"),
                            ("water_supply", "供水"),
                            ("drainage", "排水"),
                            ("gas", "燃气"),
                            ("heating", "供热"),
                            ("power", "电力"),
                            ("telecom", "通信"),
                            ("transport", "交通运输"),
                            ("traffic_police", "公安交管"),
                            ("police", "公安"),
                            ("fire", "消防"),
                            ("emergency", "应急管理"),
                            ("housing", "住房和城乡建设"),
                            ("market", "市场监管"),
                            ("environment", "生态环境"),
                            ("water_affairs", "水务"),
                            ("agriculture", "农业农村"),
                            ("culture", "文化旅游体育"),
                            ("health", "卫生健康"),
                            ("civil", "民政"),
                            ("labour", "人力资源社会保障"),
                            ("insurance", "医疗保障"),
                            ("justice", "司法行政"),
                            ("veterans", "退役军人事务"),
                            ("disabled", "残联"),
                            ("party", "党建宣传"),
                            ("post", "邮政"),
                            ("owner", "产权单位"),
                            ("street", "街道办事处"),
                            ("community", "社区"),
                            ("service_team", "组团服务队"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="处置单位类型",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("lead", "主办"), ("co", "协办")],
                        default="lead",
                        max_length=4,
                        verbose_name="主办或协办",
                    ),
                ),
                ("priority", models.SmallIntegerField(default=0, verbose_name="优先级")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="区域",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routes",
                        to="cases.category",
                        verbose_name="小类",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="部门",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routes",
                        to="cases.catalogueversion",
                        verbose_name="目录版本",
                    ),
                ),
            ],
            options={"verbose_name": "派遣路由", "verbose_name_plural": "派遣路由"},
        ),
        migrations.CreateModel(
            name="StageLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="启用日期")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("standard_ref", models.CharField(blank=True, default="", max_length=200, verbose_name="依据标准")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("receive", "受理"),
                            ("verify", "核实"),
                            ("file", "立案"),
                            ("dispatch", "派遣"),
                            ("accept", "签收"),
                            ("arrive", "报到"),
                            ("contact", "联系诉求人"),
                            ("handle", "处置"),
                            ("answer", "审批申请"),
                            ("check", "核查"),
                            ("close", "结案"),
                            ("follow_up", "回访"),
                            ("evaluate", "评价期"),
                            ("reopen", "重办期"),
                            ("suspend", "挂账最长"),
                            ("appeal", "申诉期"),
                        ],
                        max_length=12,
                        verbose_name="环节",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[("community", "社区"), ("street", "街道"), ("district", "区级")],
                        default="",
                        max_length=10,
                        verbose_name="层级",
                    ),
                ),
                ("limit_amount", models.PositiveSmallIntegerField(verbose_name="时限")),
                (
                    "limit_unit",
                    models.CharField(
                        choices=[
                            ("minute", "分钟"),
                            ("emergency_hour", "紧急工作时"),
                            ("calendar_day", "紧急工作日"),
                            ("working_hour", "工作时"),
                            ("working_day", "工作日"),
                        ],
                        max_length=20,
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "环节时限",
                "verbose_name_plural": "环节时限",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)), fields=("stage", "level"), name="stage_limit_one_current"
                    ),
                    models.CheckConstraint(condition=models.Q(("limit_amount__gt", 0)), name="stage_limit_is_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("limit_unit__in", ["minute", "emergency_hour", "calendar_day", "working_hour", "working_day"])
                        ),
                        name="stage_limit_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"),
                        name="stage_limit_days_in_order",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                fields=("version", "kind", "major_code", "minor_code"), name="category_unique_in_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("major_code__regex", "^[0-9A-Z]{2,3}$"), ("minor_code__regex", "^[0-9A-Z]{2,3}$")),
                name="category_codes_have_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minor_name", ""), _negated=True), models.Q(("major_name", ""), _negated=True)
                ),
                name="category_has_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"),
                name="category_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="filingcondition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("to_on", None)),
                fields=("category", "number"),
                name="condition_one_current_per_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="filingcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_amount__gt", 0)), name="condition_limit_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="filingcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("limit_unit__in", ["minute", "emergency_hour", "calendar_day", "working_hour", "working_day"])
                ),
                name="condition_limit_unit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="filingcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("text", ""), _negated=True), models.Q(("closing", ""), _negated=True)),
                name="condition_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="filingcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"),
                name="condition_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="firstdesk",
            constraint=models.UniqueConstraint(
                condition=models.Q(("to_on", None)),
                fields=("source", "category", "is_enforcement", "is_service"),
                name="first_desk_one_current",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="firstdesk",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_enforcement", True), ("level", "community"), _negated=True),
                name="first_desk_enforcement_never_community",
            ),
        ),
        migrations.AddConstraint(
            model_name="firstdesk",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"),
                name="first_desk_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(("condition_number", None), ("category__isnull", False), _connector="OR"),
                name="route_condition_needs_category",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("major_code", ""),
                    models.Q(("version__isnull", False), models.Q(("kind", ""), _negated=True)),
                    _connector="OR",
                ),
                name="route_major_needs_version_and_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"),
                name="route_days_in_order",
            ),
        ),
        *(step for table in TABLES for step in _readable_by_all(table)),
    ]
