"""Who looked at whose personal data, and why."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel.ids import new_id
from wangge.kernel.models.seal import CurrentTransaction


class Look(models.Model):
    """One look at something that is otherwise masked. The row only says that it was seen, never what stood there.

    People and mandates are named by key, because the kernel knows nothing of accounts; `name` keeps who it was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    who = models.BigIntegerField(_("用户"), null=True)
    mandate = models.BigIntegerField(_("授权"), null=True)
    name = models.CharField(_("姓名"), max_length=60, blank=True, default="")
    at = models.DateTimeField(_("时间"))
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C", blank=True, default="")
    subject = models.CharField(_("对象"), max_length=40)
    subject_id = models.CharField(_("对象编号"), max_length=40)
    what = models.CharField(_("内容"), max_length=40)
    reason = models.CharField(_("事由"), max_length=200)
    transaction_id = models.BigIntegerField(db_default=CurrentTransaction())

    class Meta:
        verbose_name = _("查看记录")
        verbose_name_plural = _("查看记录")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "subject_id", "at"], name="look_by_subject"),
            models.Index(fields=["area_code", "at"], name="look_by_area"),
            models.Index(fields=["who", "at"], name="look_by_who"),
            models.Index(fields=["transaction_id", "id"], name="look_by_commit"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.what} {self.subject} {self.subject_id}"
