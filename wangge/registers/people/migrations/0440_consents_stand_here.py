"""Consents stand with the people who gave them; their table keeps its name. Read wherever the person is in sight."""

import django.db.models.deletion
from django.db import migrations, models

from wangge.accounts.policies import role_is
from wangge.kernel.policies import allow
from wangge.registers.policies import KEEPERS

HIS = f"{role_is(*KEEPERS)} AND people_in_sight(person_id)"
CHANNELS = [("paper", "书面"), ("spoken", "当面口头"), ("portal", "居民端")]


def key_to(model: str, name: str, **options: object) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(  # type: ignore[misc]
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, verbose_name=name, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0431_reminders_apart"),
        ("basis", "0303_first_items"),
        ("rights", "0310_ended_care"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("area_code", models.CharField(db_collation="C", max_length=17, verbose_name="区域代码")),
                        ("channel", models.CharField(choices=CHANNELS, max_length=6, verbose_name="方式")),
                        ("given_at", models.DateTimeField(verbose_name="同意时间")),
                        ("given_by", models.BigIntegerField(null=True, verbose_name="登记人")),
                        ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                        ("cleared_at", models.DateTimeField(null=True, verbose_name="清除时间")),
                        ("guardian", key_to("people.person", "监护人", null=True)),
                        ("item", key_to("basis.item", "采集项")),
                        ("notice", key_to("basis.notice", "告知书")),
                        ("person", key_to("people.person", "人员")),
                    ],
                    options={
                        "db_table": "rights_consent",
                        "verbose_name": "同意记录",
                        "verbose_name_plural": "同意记录",
                        "indexes": [
                            models.Index(fields=["area_code", "given_at"], name="consent_by_area"),
                            models.Index(
                                condition=models.Q(("cleared_at", None), ("withdrawn_at__isnull", False)),
                                fields=["withdrawn_at"],
                                name="consent_to_clear",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("person", "item"),
                                name="consent_once_at_a_time",
                            )
                        ],
                    },
                ),
            ],
        ),
        allow("rights_consent", "SELECT", HIS),
        allow("rights_consent", "UPDATE", HIS),
    ]
