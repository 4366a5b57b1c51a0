"""Somebody agreed that an item is collected, under a version of the notice, until he takes it back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wangge.kernel.kept import KeptKey
from wangge.registers.basis.models import Item, Notice
from wangge.registers.people.models.person import Person


class Consent(models.Model):
    """For a child under fourteen the guardian says it (个人信息保护法 31)."""

    class Channel(models.TextChoices):
        """How it was said."""

        PAPER = "paper", _("书面")
        SPOKEN = "spoken", _("当面口头")
        PORTAL = "portal", _("居民端")

    person = models.ForeignKey(Person, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    item = KeptKey(Item, verbose_name=_("采集项"), on_delete=models.PROTECT, related_name="+")
    notice = KeptKey(Notice, verbose_name=_("告知书"), on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(
        Person, verbose_name=_("监护人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(_("方式"), max_length=6, choices=Channel)
    given_at = models.DateTimeField(_("同意时间"))
    given_by = models.BigIntegerField(_("登记人"), null=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    cleared_at = models.DateTimeField(_("清除时间"), null=True)

    class Meta:
        db_table = "rights_consent"  # where it was first kept
        verbose_name = _("同意记录")
        verbose_name_plural = _("同意记录")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "item"], condition=Q(withdrawn_at=None), name="consent_once_at_a_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "given_at"], name="consent_by_area"),
            models.Index(
                fields=["withdrawn_at"],
                condition=Q(withdrawn_at__isnull=False, cleared_at=None),
                name="consent_to_clear",
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)
