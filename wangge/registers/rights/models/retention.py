"""What is past its term: first a report that a person reads, then what he has approved is erased."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """One night's report. Its lines are erased by a later night, once somebody has approved it."""

    at = models.DateTimeField(_("时间"))
    due_count = models.PositiveIntegerField(_("到期"), default=0)
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    approved_by = models.BigIntegerField(_("批准人"), null=True)
    approved_name = models.CharField(_("批准人"), max_length=60, blank=True, default="")
    erased_count = models.PositiveIntegerField(_("已清除"), default=0)
    ended_at = models.DateTimeField(_("执行完毕"), null=True)

    class Meta:
        verbose_name = _("保存期限清理")
        verbose_name_plural = _("保存期限清理")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class RetentionLine(models.Model):
    """One person past his term, or with something that is; by key, where he lived last and since when he is gone."""

    class Why(models.TextChoices):
        """For what reason."""

        TERM = "term", _("保存期满")
        ASKED = "asked", _("本人请求删除")
        ENDED = "ended", _("已结束的关爱信息或上门提醒")

    class Outcome(models.TextChoices):
        """What came of it."""

        WAITING = "", _("待清除")
        ERASED = "erased", _("已清除")
        KEPT = "kept", _("仍须保存")

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="lines")
    person_id = models.BigIntegerField(_("人员编号"))
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    why = models.CharField(_("原因"), max_length=5, choices=Why)
    gone_on = models.DateField(_("迁出日期"), null=True)
    outcome = models.CharField(_("结果"), max_length=6, choices=Outcome, blank=True, default="")

    class Meta:
        verbose_name = _("清理明细")
        verbose_name_plural = _("清理明细")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "person_id"], name="retention_line_once"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
