"""The seals of looks and changes."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class CurrentTransaction(models.Func):
    """The id of the running transaction as a 64-bit number: the order of commits is by it."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class TrailSeal(models.Model):
    """One batch of the trail, closed: up to which row, how many, and the head that stands outside, too."""

    trail = models.CharField(max_length=10)
    last_transaction_id = models.BigIntegerField()
    last_row = models.CharField(max_length=40)
    row_count = models.PositiveIntegerField()
    total_count = models.BigIntegerField()
    head = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("留痕封存")
        verbose_name_plural = _("留痕封存")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trail", "total_count"], name="trail_seal_follows_once"),
        ]

    def __str__(self) -> str:
        return f"{self.trail} {self.total_count}"
