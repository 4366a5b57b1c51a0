"""What was done in rooms other than cases."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """One act: whose, on what, when it happened and when we heard. `facts` hold references, never personal data."""

    key = models.UUIDField(_("键"), primary_key=True, editable=False)
    room = models.CharField(_("模块"), max_length=20)
    act = models.CharField(_("操作"), max_length=40)
    user_id = models.BigIntegerField(_("用户"), null=True)
    mandate_id = models.BigIntegerField(_("授权"), null=True)
    by_name = models.CharField(_("操作人"), max_length=60, blank=True, default="")
    at = models.DateTimeField(_("发生时间"))
    recorded_at = models.DateTimeField(_("记录时间"))
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C", blank=True, default="")
    subject = models.CharField(_("对象"), max_length=40, blank=True, default="")
    subject_id = models.CharField(_("对象编号"), max_length=40, blank=True, default="")
    facts: Any = models.JSONField(_("事实"), default=dict)

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "recorded_at"], name="record_by_area"),
            models.Index(fields=["subject", "subject_id", "at"], name="record_by_subject"),
            models.Index(fields=["room", "act", "at"], name="record_by_act"),
            models.Index(fields=["user_id", "at"], name="record_by_user"),
        ]

    def __str__(self) -> str:
        return self.step

    @property
    def step(self) -> str:
        """The name under which reactions are looked up."""
        return f"{self.room}.{self.act}"
