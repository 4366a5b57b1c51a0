"""One field of one data set, and everything the law wants to be known before it is asked for."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.kernel.kept import KeptKey, kept_under
from wangge.registers.basis.datasets import DATASETS, field_word
from wangge.registers.basis.models.notice import Notice


class LegalBasis(models.TextChoices):
    """个人信息保护法 13, first paragraph, by its numbers."""

    CONSENT = "1", _("个人同意")
    CONTRACT = "2", _("订立、履行合同或人力资源管理所必需")
    DUTY = "3", _("履行法定职责或法定义务所必需")
    EMERGENCY = "4", _("应对突发公共卫生事件或紧急情况所必需")
    NEWS = "5", _("为公共利益实施新闻报道、舆论监督")
    PUBLISHED = "6", _("个人自行公开或已经合法公开的信息")
    LAW = "7", _("法律、行政法规规定的其他情形")


class Sensitivity(models.TextChoices):
    """个人信息保护法 28. All that is held of a child under fourteen is sensitive, whatever stands here."""

    GENERAL = "general", _("一般个人信息")
    SENSITIVE = "sensitive", _("敏感个人信息")


@kept_under("basis")
class Item(models.Model):
    """A field may be collected while an item about it is in force, from the first day until before the last."""

    dataset = models.CharField(_("数据集"), max_length=20, db_collation="C")
    field = models.CharField(_("字段"), max_length=30, db_collation="C")
    basis = models.CharField(_("合法性基础"), max_length=1, choices=LegalBasis)
    reference = models.CharField(_("依据条款"), max_length=200)
    purpose = models.CharField(_("处理目的"), max_length=200)
    sensitivity = models.CharField(_("敏感程度"), max_length=9, choices=Sensitivity, default=Sensitivity.GENERAL)
    kept_days = models.PositiveIntegerField(_("迁出后保存天数"))
    roles: Any = models.JSONField(_("可见岗位"), default=list)
    notice = KeptKey(Notice, verbose_name=_("告知书"), on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField(_("起始日期"))
    to_on = models.DateField(_("结束日期（不含）"), null=True, blank=True)

    class Meta:
        verbose_name = _("采集项")
        verbose_name_plural = _("采集项")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dataset", "field"], condition=Q(to_on=None), name="item_open_once"),
            models.UniqueConstraint(fields=["dataset", "field", "from_on"], name="item_begins_once"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="item_days_in_order"),
            models.CheckConstraint(condition=Q(basis__in=LegalBasis.values), name="item_basis_known"),
            models.CheckConstraint(condition=Q(sensitivity__in=Sensitivity.values), name="item_sensitivity_known"),
        ]

    def __str__(self) -> str:
        return f"{DATASETS.get(self.dataset, self.dataset)} {self.word}"

    @property
    def word(self) -> str:
        """The field as people call it."""
        return field_word(self.dataset, self.field)

    @property
    def dataset_word(self) -> "str | Promise":
        """The data set as people call it."""
        return DATASETS.get(self.dataset, self.dataset)

    def is_in_force(self, on: date) -> bool:
        """Whether the field may be collected on this day because of this item."""
        return self.from_on <= on and (self.to_on is None or on < self.to_on)
