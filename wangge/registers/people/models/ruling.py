"""What the district has found out about two entries: one person, or two who are alike."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.registers.people.models.person import Person


class Ruling(models.Model):
    """Two entries were merged, or found to be two people. Only the district's duty officer sees it.

    `moved` names the rows that a merge has moved and what it has filled in, so that it can be undone exactly.
    """

    kept = models.ForeignKey(Person, verbose_name=_("保留的记录"), on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, verbose_name=_("另一条记录"), on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    is_same = models.BooleanField(_("是同一人"))
    moved: Any = models.JSONField(_("移动的内容"), default=dict)
    reason = models.CharField(_("依据"), max_length=200, blank=True, default="")
    by_name = models.CharField(_("核定人"), max_length=60, blank=True, default="")
    made_at = models.DateTimeField(_("核定时间"))
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("重复核定")
        verbose_name_plural = _("重复核定")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kept", "other"], condition=Q(undone_at=None), name="ruling_once"),
            models.CheckConstraint(condition=~Q(kept=F("other")), name="ruling_on_two"),
        ]

    def __str__(self) -> str:
        return f"{self.kept_id} {self.other_id}"
