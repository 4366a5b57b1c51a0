"""What people are told before anything is asked of them (个人信息保护法 17, 30): a text in versions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel.kept import kept_under


@kept_under("basis")
class Notice(models.Model):
    """One version of a notice. A published text never changes; another one is another version."""

    code = models.CharField(_("代码"), max_length=40, db_collation="C")
    version = models.PositiveSmallIntegerField(_("版本"))
    title = models.CharField(_("标题"), max_length=80)
    text = models.TextField(_("正文"))
    from_on = models.DateField(_("生效日期"))

    class Meta:
        verbose_name = _("告知书")
        verbose_name_plural = _("告知书")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "version"], name="notice_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"
