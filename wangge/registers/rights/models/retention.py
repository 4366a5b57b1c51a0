"""What is past its term: first a report that a person reads, then what he has approved is erased."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.registers.basis import datasets


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
    """One row of the archives that is past its term, or some of whose fields are; by key, where, and since when.

    `items` names these fields, as data set and field, where the row stays.
    """

    class Subject(models.TextChoices):
        """A row of what, by the data set of its fields."""

        PERSON = datasets.PERSON, _("人员")
        RESIDENCE = datasets.RESIDENCE, _("居住信息")
        DWELLING = datasets.DWELLING, _("房屋")
        CONTACT = datasets.CONTACT, _("单位联系人")

    class Why(models.TextChoices):
        """For what reason."""

        TERM = "term", _("保存期满")
        ASKED = "asked", _("本人请求删除")
        ENDED = "ended", _("部分项目保存期满")
        PAST = "past", _("历史中已更替或已删除的内容")

    class Outcome(models.TextChoices):
        """What came of it."""

        WAITING = "", _("待清除")
        ERASED = "erased", _("已清除")
        KEPT = "kept", _("仍须保存")

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="lines")
    subject = models.CharField(_("对象"), max_length=9, choices=Subject, default=Subject.PERSON)
    row_id = models.BigIntegerField(_("编号"))
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    why = models.CharField(_("原因"), max_length=5, choices=Why)
    items: Any = models.JSONField(_("项目"), default=list)
    gone_on = models.DateField(_("起算日期"), null=True)
    outcome = models.CharField(_("结果"), max_length=6, choices=Outcome, blank=True, default="")

    class Meta:
        verbose_name = _("清理明细")
        verbose_name_plural = _("清理明细")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "subject", "row_id"], name="retention_line_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=models.Q(outcome=""), name="retention_line_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.row_id}"

    @property
    def item_words(self) -> list[str]:
        """What goes while the row stays, as people call it."""
        return [datasets.field_word(*item.split(".")) for item in self.items]
