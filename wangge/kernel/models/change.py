"""What every row of an archive has been: written by triggers, so that no way of changing it goes unnoticed."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel.models.seal import CurrentTransaction


class ChangeKind(models.TextChoices):
    """What happened to a row."""

    INSERT = "insert", _("新增")
    UPDATE = "update", _("变更")
    DELETE = "delete", _("删除")


class Change(models.Model):
    """One row of an archive was made, changed or removed: by whom, under which mandate, through what, and why.

    `changed` holds column → [old, new]; a new row needs none, for its first values follow from today's and the changes
    between. Sealed values stay sealed in it. A change that was forgotten keeps its digest, which the seals
    stand on, and beside it a keyed one of what is left: who forgets more, or alters what is left, needs the key.
    """

    table = models.CharField(_("档案"), max_length=40)
    row_id = models.BigIntegerField(_("编号"))
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C", blank=True, default="")
    kind = models.CharField(_("变动"), max_length=6, choices=ChangeKind)
    at = models.DateTimeField(_("时间"))
    user_id = models.BigIntegerField(_("用户"), null=True)
    mandate_id = models.BigIntegerField(_("授权"), null=True)
    via = models.CharField(_("途径"), max_length=60)
    why = models.CharField(_("事由"), max_length=200, blank=True, default="")
    changed: Any = models.JSONField(_("内容"), default=dict)
    transaction_id = models.BigIntegerField(db_default=CurrentTransaction())
    digest = models.CharField(max_length=128, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("变动记录")
        verbose_name_plural = _("变动记录")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["table", "row_id", "id"], name="change_by_row"),
            models.Index(fields=["area_code", "at"], name="change_by_area"),
            # An import writes many rows side by side: which pages hold them is enough to know, and costs a row nothing.
            BrinIndex(
                fields=["via"],
                name="change_by_way",
                opclasses=["text_bloom_ops"],
                pages_per_range=32,
                autosummarize=True,
            ),
            models.Index(fields=["transaction_id", "id"], name="change_by_commit"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id} {self.kind}"
