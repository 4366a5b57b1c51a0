"""What follows when a clock has run out, as rows."""

from django.db import migrations, models

from wangge.kernel import policies
from wangge.kernel.kept import stamp_on


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_scope_and_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="LateRule",
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
                (
                    "follows",
                    models.CharField(
                        choices=[("escalate", "升级到上一级"), ("supervise", "自动督办")],
                        max_length=10,
                        verbose_name="后续",
                    ),
                ),
            ],
            options={
                "verbose_name": "超时规则",
                "verbose_name_plural": "超时规则",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)), fields=("stage", "level"), name="late_rule_once"
                    )
                ],
            },
        ),
        policies.protect("cases_laterule", policies.scope_is("mandate", "import", "replay")),
        policies.read_for_any_scope("cases_laterule"),
        stamp_on("cases_laterule", "catalogue"),
    ]
